using System.Globalization;

namespace OrleansAgents.Grains.Agents.Grocery;

/// <summary>Quantities as kitchens know them. Everything is decimal: a kitchen scale does not show 0.30000000000000004.</summary>
internal static class Units
{
    /// <summary>Words for units, and how many of the base unit each is.</summary>
    private static readonly Dictionary<string, (string Unit, decimal Factor)> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["g"] = ("g", 1), ["克"] = ("g", 1), ["gram"] = ("g", 1), ["grams"] = ("g", 1),
        ["kg"] = ("g", 1000), ["公斤"] = ("g", 1000), ["千克"] = ("g", 1000), ["kilo"] = ("g", 1000), ["kilos"] = ("g", 1000),
        ["斤"] = ("g", 500), ["两"] = ("g", 50), ["jin"] = ("g", 500), ["lb"] = ("g", 453.6m), ["oz"] = ("g", 28.35m),
        ["ml"] = ("ml", 1), ["毫升"] = ("ml", 1), ["l"] = ("ml", 1000), ["升"] = ("ml", 1000), ["liter"] = ("ml", 1000), ["litre"] = ("ml", 1000), ["liters"] = ("ml", 1000), ["litres"] = ("ml", 1000),
        ["piece"] = ("piece", 1), ["pieces"] = ("piece", 1), ["个"] = ("piece", 1), ["只"] = ("piece", 1), ["颗"] = ("piece", 1), ["根"] = ("piece", 1), ["片"] = ("piece", 1), ["枚"] = ("piece", 1),
        ["打"] = ("piece", 12), ["dozen"] = ("piece", 12),
    };

    /// <summary>
    /// A quantity in the unit of a good. Null means that packs are counted: the unit is a container, is not known, or cannot be turned into the good's.
    /// Grams and millilitres stand for each other: what is sold by the millilitre weighs about as much as water.
    /// </summary>
    public static decimal? InUnitOf(Good good, decimal quantity, string? unit)
    {
        if (unit is null || !Words.TryGetValue(unit, out var word))
        {
            return null;
        }

        var amount = quantity * word.Factor;
        return (word.Unit, good.Unit) switch
        {
            ("piece", "piece") => amount,
            ("piece", _) => good.PieceGrams * amount,
            (_, "piece") => amount / good.PieceGrams,
            _ => amount,
        };
    }

    /// <summary>What people cook with: never less than is needed, in steps that can be measured.</summary>
    public static decimal Round(decimal quantity, string unit)
    {
        var step = (unit, quantity) switch
        {
            ("piece", _) => 1m,
            (_, < 20) => 1m,
            (_, < 100) => 5m,
            (_, < 1000) => 10m,
            _ => 50m,
        };
        return Math.Ceiling(quantity / step) * step;
    }

    /// <summary>A quantity in words: 800 克, 1.2 公斤, 4 个.</summary>
    public static string Display(decimal quantity, string unit, bool chinese)
    {
        var (amount, name) = (unit, quantity, chinese) switch
        {
            ("g", >= 1000, true) => (quantity / 1000, "公斤"),
            ("g", >= 1000, false) => (quantity / 1000, "kg"),
            ("g", _, true) => (quantity, "克"),
            ("g", _, false) => (quantity, "g"),
            ("ml", >= 1000, true) => (quantity / 1000, "升"),
            ("ml", >= 1000, false) => (quantity / 1000, "l"),
            ("ml", _, true) => (quantity, "毫升"),
            ("ml", _, false) => (quantity, "ml"),
            (_, _, true) => (quantity, "个"),
            (_, 1, false) => (quantity, "piece"),
            _ => (quantity, "pieces"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{amount:0.##} {name}");
    }
}
