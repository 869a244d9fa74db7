using System.Globalization;
using System.Reflection;
using System.Text;

namespace OrleansAgents.Bench.Driving;

/// <summary>The application whose build is timed: 20 grain interfaces of five methods with their grains, and 10 messages.</summary>
internal static class GeneratedApplication
{
    private const int Grains = 20;
    private const int Messages = 10;

    public static void WriteSources(string directory, bool withGrains)
    {
        for (var number = 0; number < Messages; number++)
        {
            File.WriteAllText(Path.Combine(directory, $"Order{number}.cs"), Message(number, withGrains));
        }

        for (var number = 0; number < Grains; number++)
        {
            File.WriteAllText(Path.Combine(directory, $"Shop{number}Grain.cs"), Grain(number, withGrains));
        }
    }

    public static string PlainProject() => Project("");

    public static string BuiltinProject(string repository)
    {
        var runtime = Path.Combine(repository, "src/Runtime/bin/Release/net10.0/OrleansAgents.Runtime.dll");
        var generator = Path.Combine(repository, "src/Runtime.CodeGen/bin/Release/netstandard2.0/OrleansAgents.Runtime.CodeGen.dll");
        return Project($"""
                <FrameworkReference Include="Microsoft.AspNetCore.App" />
                <Reference Include="{runtime}" />
                <Analyzer Include="{generator}" />
                <Using Include="Orleans" />
            """);
    }

    public static string MicrosoftProject() => Project($"""
            <PackageReference Include="Microsoft.Orleans.Server" Version="{OrleansVersion}" />
            <PackageReference Include="Microsoft.Orleans.Sdk" Version="{OrleansVersion}" />
        """);

    /// <summary>The version that this program was built for, with the switch or without it.</summary>
    private static string OrleansVersion => typeof(GeneratedApplication).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(metadata => metadata.Key == nameof(OrleansVersion)).Value!;

    private static string Project(string items) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <TargetFramework>net10.0</TargetFramework>
            <Nullable>enable</Nullable>
            <ImplicitUsings>enable</ImplicitUsings>
          </PropertyGroup>
          <ItemGroup>
        {items}
          </ItemGroup>
        </Project>
        """;

    private static string Message(int number, bool withGrains)
    {
        string Id(int id) => withGrains ? string.Create(CultureInfo.InvariantCulture, $"[Id({id})] ") : "";
        return $$"""
            namespace Application;

            {{(withGrains ? "[GenerateSerializer]" : "")}}
            public sealed class Order{{number}}
            {
                {{Id(0)}}public string Name { get; set; } = "";
                {{Id(1)}}public int Quantity { get; set; }
                {{Id(2)}}public decimal Price { get; set; }
                {{Id(3)}}public DateTimeOffset Placed { get; set; }
                {{Id(4)}}public List<string> Tags { get; set; } = [];
                {{Id(5)}}public Dictionary<string, int> Counts { get; set; } = [];
            }
            """;
    }

    private static string Grain(int number, bool withGrains)
    {
        var order = $"Order{number % Messages}";
        var source = new StringBuilder();
        source.Append(CultureInfo.InvariantCulture, $$"""
            namespace Application;

            public interface IShop{{number}}Grain{{(withGrains ? " : IGrainWithStringKey" : "")}}
            {
                Task<int> Add({{order}} order);
                Task<{{order}}?> Find(string name);
                ValueTask Remove(string name);
                Task<List<{{order}}>> List(int skip, int take);
                Task<Dictionary<string, decimal>> Totals(DateTimeOffset since, CancellationToken cancellationToken);
            }

            public sealed class Shop{{number}}Grain : {{(withGrains ? "Grain, " : "")}}IShop{{number}}Grain
            {
                private readonly Dictionary<string, {{order}}> _orders = [];

                public Task<int> Add({{order}} order)
                {
                    _orders[order.Name] = order;
                    return Task.FromResult(_orders.Count);
                }

                public Task<{{order}}?> Find(string name) => Task.FromResult(_orders.GetValueOrDefault(name));

                public ValueTask Remove(string name)
                {
                    _orders.Remove(name);
                    return default;
                }

                public Task<List<{{order}}>> List(int skip, int take) => Task.FromResult(_orders.Values.Skip(skip).Take(take).ToList());

                public Task<Dictionary<string, decimal>> Totals(DateTimeOffset since, CancellationToken cancellationToken) =>
                    Task.FromResult(_orders.Values.Where(order => order.Placed >= since).ToDictionary(order => order.Name, order => order.Price * order.Quantity));
            }
            """);
        return source.ToString();
    }
}
