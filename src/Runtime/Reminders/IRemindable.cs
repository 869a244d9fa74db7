using Orleans.Runtime;

namespace Orleans;

/// <summary>A grain that can have reminders.</summary>
public interface IRemindable : IGrain
{
    /// <summary>
    /// A reminder came due. It may be called more than once for one due time, when a silo stops between the call and its record, but
    /// never before the due time. Ticks that fell into a time when nothing could run are not made up one by one: this call stands
    /// for all of them, and <paramref name="status"/> tells how many there were.
    /// </summary>
    Task ReceiveReminder(string reminderName, TickStatus status);
}
