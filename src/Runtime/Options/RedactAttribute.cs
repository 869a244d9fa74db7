namespace Orleans;

/// <summary>Keeps an option's value out of logs.</summary>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = false)]
public class RedactAttribute : Attribute
{
    /// <summary>What is shown instead.</summary>
    public virtual string Redact(object? value) => "REDACTED";
}

/// <summary>Shows a connection string without its secrets.</summary>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = false)]
public class RedactConnectionStringAttribute : RedactAttribute
{
    /// <summary>Keeps the parts that say where, and drops the value of every other part: an unknown part might be a secret.</summary>
    public override string Redact(object? value)
    {
        var parts = (value?.ToString() ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return string.Join(';', parts.Select(static part =>
        {
            var name = part.Split('=', 2)[0].Trim();
            return IsPlace(name) ? part : $"{name}=REDACTED";
        }));
    }

    private static bool IsPlace(string name) =>
        name.ToUpperInvariant() is "HOST" or "SERVER" or "PORT" or "DATABASE" or "DATA SOURCE" or "INITIAL CATALOG" or "ACCOUNTNAME" or "ENDPOINTSUFFIX";
}
