using Orleans.Runtime;
using Orleans.Runtime.Reminders;

namespace OrleansAgents.Runtime.Tests.Reminders;

[Promise("T7")]
public sealed class ReminderScheduleTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ReminderSchedule _schedule = new(loadedMax: 8);

    [Fact]
    public void TryTakeDue_GivesRowsInOrder_NoneEarly()
    {
        Read(Row("b", 2), Row("a", 1), Row("c", 3));

        Assert.Null(Take(0));
        Assert.Equal("a", Take(2)!.Name);
        Assert.Equal("b", Take(2)!.Name);
        Assert.Null(Take(2));
        Assert.Equal(Noon.AddMinutes(3), _schedule.PeekDueAt());
    }

    [Fact]
    public void Changed_WithinTheHorizon_IsLoaded_BeyondIsNot()
    {
        Read();

        _schedule.Changed(Row("near", 5));
        _schedule.Changed(Row("far", 100));

        Assert.Equal(1, _schedule.Waiting);
        Assert.Equal("near", Take(200)!.Name);
    }

    [Fact]
    public void Changed_LaterDueTime_ReplacesTheEarlier()
    {
        Read(Row("r", 1));

        _schedule.Changed(Row("r", 3) with { ETag = "2" });

        Assert.Null(Take(2));
        Assert.Equal("2", Take(3)!.ETag);
    }

    [Fact]
    public void Removed_IsNotTaken()
    {
        Read(Row("r", 1));

        _schedule.Removed(Row("r", 1).GrainId, "r");

        Assert.Null(Take(10));
    }

    [Fact]
    public void Changes_DuringAReading_WinOverWhatWasRead()
    {
        Read(Row("moved", 1), Row("removed", 1), Row("gone", 1));
        _schedule.BeginReading();
        _schedule.Changed(Row("moved", 5));
        _schedule.Removed(Row("removed", 1).GrainId, "removed");
        _schedule.Changed(Row("new", 2));
        _schedule.EndReading(new ReminderPage([Row("moved", 1), Row("removed", 1)], IsComplete: true), Noon.AddMinutes(10));

        Assert.Equal(["new", "moved"], TakeAll(10));
    }

    [Fact]
    public void Change_DuringTheFirstReading_IsLoadedWhenItEnds()
    {
        _schedule.BeginReading();
        _schedule.Changed(Row("r", 1));
        _schedule.EndReading(new ReminderPage([], IsComplete: true), Noon.AddMinutes(10));

        Assert.Equal(["r"], TakeAll(10));
    }

    [Fact]
    public void Reading_SeesARowUnderWay_ItIsNotTakenTwice()
    {
        Read(Row("r", 1));
        var taken = Take(1)!;
        Read(Row("r", 1));

        Assert.Null(Take(10));
        _schedule.Finished(taken, taken with { DueAt = Noon.AddMinutes(9) });
        Assert.Null(Take(8));
        Assert.NotNull(Take(9));
    }

    [Fact]
    public void Reading_ThatBeganBeforeATickEnded_DoesNotBringItsRowBack()
    {
        Read(Row("once", 1));
        var taken = Take(1)!;
        _schedule.BeginReading();
        _schedule.Finished(taken, next: null);
        _schedule.EndReading(new ReminderPage([Row("once", 1)], IsComplete: true), Noon.AddMinutes(10));

        Assert.Null(Take(10));
    }

    [Fact]
    public void Registration_WhileItsTickIsUnderWay_ComesAfterIt()
    {
        Read(Row("r", 1));
        var taken = Take(1)!;
        _schedule.Changed(Row("r", 2) with { ETag = "2" });

        Assert.Null(Take(5));
        _schedule.Finished(taken, next: null);
        Assert.Equal("2", Take(5)!.ETag);
    }

    [Fact]
    public void Reading_CutOff_EndsTheHorizonAtItsLastRow_AndRunsDry()
    {
        _schedule.BeginReading();
        _schedule.EndReading(new ReminderPage([.. Enumerable.Range(1, 8).Select(i => Row($"r{i}", i))], IsComplete: false), Noon.AddMinutes(30));

        Assert.Equal(Noon.AddMinutes(8), _schedule.Horizon);
        Assert.False(_schedule.IsRunningDry);
        foreach (var _ in Enumerable.Range(0, 6))
        {
            var row = Take(8)!;
            Assert.False(_schedule.IsRunningDry);
            _schedule.Finished(row, row with { DueAt = Noon.AddHours(1) });
        }

        Assert.True(_schedule.IsRunningDry);
    }

    [Fact]
    public void Reading_Complete_NeverRunsDry()
    {
        Read();

        Assert.False(_schedule.IsRunningDry);
    }

    [Fact]
    public void Registrations_OverAndOver_DoNotPileUp()
    {
        Read();
        for (var i = 0; i < 10_000; i++)
        {
            _schedule.Changed(Row("r", 1 + (i % 5)) with { ETag = $"{i}" });
        }

        Assert.InRange(_schedule.Queued, 1, 100);
        Assert.Equal("9999", Take(10)!.ETag);
        Assert.Null(Take(10));
    }

    private static ReminderRow Row(string name, int minute) => new(GrainId.Create("g", "1"), name, Noon.AddMinutes(minute), TimeSpan.FromMinutes(1), Noon.AddMinutes(minute), "1");

    private void Read(params ReminderRow[] rows)
    {
        _schedule.BeginReading();
        _schedule.EndReading(new ReminderPage([.. rows.OrderBy(static row => row.DueAt)], IsComplete: true), Noon.AddMinutes(10));
    }

    private ReminderRow? Take(int minute) => _schedule.TryTakeDue(Noon.AddMinutes(minute), out var row) ? row : null;

    private List<string> TakeAll(int minute)
    {
        List<string> names = [];
        while (Take(minute) is { } row)
        {
            names.Add(row.Name);
        }

        return names;
    }
}
