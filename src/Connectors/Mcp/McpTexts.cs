using OrleansAgents.Grains;

namespace OrleansAgents.Connectors.Mcp;

/// <summary>What people are told when an MCP server's tool is not called, or gives nothing.</summary>
internal static class McpTexts
{
    public static LocalizedText NotAllowed { get; } = new("本服务的设置没有允许连接它。", "The settings of this service do not allow it to be reached.");

    public static LocalizedText Gone { get; } = new("对方在回答之前断开了。", "It went away before it answered.");

    public static LocalizedText Slow { get; } = new("对方没有及时回应。", "It did not answer in time.");

    public static LocalizedText Large { get; } = new("对方的回答过大，没有采用。", "Its answer was too large, so it is not used.");

    public static LocalizedText Failed { get; } = new("对方出错了。", "It failed.");

    public static LocalizedText Resting(TimeSpan rest)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(rest.TotalSeconds));
        return new LocalizedText($"对方没有运行，{seconds} 秒后会再试。", $"It is not running; it is tried again in {seconds} s.");
    }

    public static LocalizedText NoTool(string tool) => new($"对方没有工具“{tool}”。", $"It has no tool '{tool}'.");

    public static LocalizedText NotReadOnly(string tool)
        => new($"工具“{tool}”没有声明为只读，可能产生实际操作，目前不会调用。", $"The tool '{tool}' is not declared to only read, so it may change something and is not called yet.");
}
