namespace Orleans.Runtime;

/// <summary>A grain's registered reminder.</summary>
public interface IGrainReminder
{
    string ReminderName { get; }
}
