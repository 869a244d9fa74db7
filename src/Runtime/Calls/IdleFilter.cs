namespace Orleans.Runtime;

/// <summary>A filter that has nothing to do most of the time. While it says so, calls are not made objects for its sake.</summary>
internal interface IIdleFilter
{
    bool IsActive { get; }
}

internal static class IdleFilter
{
    public static bool AnyActive(object[] filters)
    {
        foreach (var filter in filters)
        {
            if (filter is not IIdleFilter { IsActive: false }) return true;
        }

        return false;
    }
}
