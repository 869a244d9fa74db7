namespace OrleansAgents.Evaluation;

/// <summary>What the cooking studio offers: an agent that the program does not know until it is registered over MCP. Its manifest is cases/scenarios/studio.json.</summary>
internal static class Studio
{
    public static (string Zh, string En)[] Recipes { get; } = [("腌笃鲜", "yanduxian"), ("三杯鸡", "three-cup chicken"), ("啤酒鸭", "beer duck")];

    public static (string Zh, string En)[] Classes { get; } = [("寿司课", "sushi class"), ("烘焙课", "baking class"), ("粤菜课", "Cantonese cooking class")];

    public static (string Zh, string En) Any((string Zh, string En)[] from, int pick) => from[pick % from.Length];

    public static string Name(this (string Zh, string En) thing, bool chinese) => chinese ? thing.Zh : thing.En;
}
