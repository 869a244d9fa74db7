using OrleansAgents.Storage;

namespace OrleansAgents.TestKit;

/// <summary>What every store of answers by idempotency key must do.</summary>
public abstract class IdempotencyStoreCompliance : IAsyncLifetime
{
    private const string Key = "acme:ann 7f3a";
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Retention = TimeSpan.FromHours(24);
    private static readonly IdempotentAnswer Answer = new(201, "application/json", [0, 0xFF, (byte)'{', 0x80], "/v1/conversations/一");

    protected ManualTimeProvider Time { get; } = new();

    protected IIdempotencyStore Store { get; private set; } = null!;

    public virtual async Task InitializeAsync() => Store = await OpenAsync();

    public virtual Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Claim_New_IsGrantedAndTheNextIsInFlight()
    {
        var granted = await ClaimAsync();

        Assert.Equal(IdempotencyOutcome.Granted, granted.Outcome);
        Assert.NotEqual(0, granted.Claim);
        Assert.Equal(new IdempotencyClaim(IdempotencyOutcome.InFlight), await ClaimAsync());
    }

    [Fact]
    public async Task Claim_AfterCompletion_GivesTheAnswerAgain()
    {
        await CompleteAsync(await ClaimAsync(), Answer);

        for (var i = 0; i < 2; i++)
        {
            var again = await ClaimAsync();
            Assert.Equal((IdempotencyOutcome.Answered, 0L), (again.Outcome, again.Claim));
            Assert.Equal((Answer.Status, Answer.ContentType, Answer.Location), (again.Answer!.Status, again.Answer.ContentType, again.Answer.Location));
            Assert.Equal(Answer.Body, again.Answer.Body);
        }
    }

    [Fact]
    public async Task Answer_WithoutBodyAndLocation_ComesBackSo()
    {
        await CompleteAsync(await ClaimAsync(), new IdempotentAnswer(204, "", []));

        var again = await ClaimAsync();

        Assert.Equal((204, "", null), (again.Answer!.Status, again.Answer.ContentType, again.Answer.Location));
        Assert.Empty(again.Answer.Body);
    }

    [Fact]
    public async Task Claim_OtherBody_IsToldSo()
    {
        var granted = await ClaimAsync();
        Assert.Equal(new IdempotencyClaim(IdempotencyOutcome.OtherBody), await ClaimAsync(body: "other"));
        await CompleteAsync(granted, Answer);

        Assert.Equal(new IdempotencyClaim(IdempotencyOutcome.OtherBody), await ClaimAsync(body: "other"));
    }

    [Fact]
    public async Task Claim_OfAnotherKey_IsGranted()
    {
        var first = await ClaimAsync();

        var second = await ClaimAsync(key: Key.ToUpperInvariant());

        Assert.Equal(IdempotencyOutcome.Granted, second.Outcome);
        Assert.NotEqual(first.Claim, second.Claim);
    }

    [Fact]
    public async Task Claim_ManyAtOnce_OneIsGranted()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => ClaimAsync())));

        Assert.Single(outcomes, static claim => claim.Outcome == IdempotencyOutcome.Granted);
        Assert.Equal(19, outcomes.Count(static claim => claim.Outcome == IdempotencyOutcome.InFlight));
    }

    [Fact]
    public async Task Lease_Ends_AnotherIsGrantedAndTheFirstIsTooLate()
    {
        var first = await ClaimAsync();
        Time.Advance(Lease - TimeSpan.FromMilliseconds(1));
        Assert.Equal(IdempotencyOutcome.InFlight, (await ClaimAsync()).Outcome);
        Time.Advance(TimeSpan.FromMilliseconds(1));

        var second = await ClaimAsync();
        await CompleteAsync(first, new IdempotentAnswer(500, "", []));
        await Store.AbandonAsync(Key, first.Claim);

        Assert.Equal(IdempotencyOutcome.Granted, second.Outcome);
        Assert.NotEqual(first.Claim, second.Claim);
        Assert.Equal(IdempotencyOutcome.InFlight, (await ClaimAsync()).Outcome);
        await CompleteAsync(second, Answer);
        Assert.Equal(201, (await ClaimAsync()).Answer!.Status);
    }

    [Fact]
    public async Task Complete_AfterTheLeaseWithNoOtherClaim_IsKept()
    {
        var late = await ClaimAsync();
        Time.Advance(Lease * 2);

        await CompleteAsync(late, Answer);

        Assert.Equal(IdempotencyOutcome.Answered, (await ClaimAsync()).Outcome);
    }

    [Fact]
    public async Task Complete_Twice_TheFirstAnswerStays()
    {
        var granted = await ClaimAsync();
        await CompleteAsync(granted, Answer);

        await CompleteAsync(granted, Answer with { Status = 500 });
        await Store.AbandonAsync(Key, granted.Claim);

        Assert.Equal(201, (await ClaimAsync()).Answer!.Status);
    }

    [Fact]
    public async Task Abandon_GivesTheKeyBack()
    {
        var first = await ClaimAsync();

        await Store.AbandonAsync(Key, first.Claim);

        var second = await ClaimAsync(body: "other");
        Assert.Equal(IdempotencyOutcome.Granted, second.Outcome);
        Assert.NotEqual(first.Claim, second.Claim);
    }

    [Fact]
    public async Task Retention_Ends_TheKeyIsFree()
    {
        await CompleteAsync(await ClaimAsync(), Answer);
        Time.Advance(Retention - TimeSpan.FromMilliseconds(1));
        Assert.Equal(IdempotencyOutcome.Answered, (await ClaimAsync()).Outcome);
        Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(IdempotencyOutcome.Granted, (await ClaimAsync(body: "other")).Outcome);
    }

    [Fact]
    public async Task Answer_AtTheBound_IsKeptAndOneByteMoreIsNot()
    {
        var granted = await ClaimAsync();

        await Assert.ThrowsAsync<EventLogLimitException>(() => CompleteAsync(granted, Answer with { Body = new byte[EventLogLimits.AnswerBytesMax + 1] }));

        Assert.Equal(IdempotencyOutcome.InFlight, (await ClaimAsync()).Outcome);
        await CompleteAsync(granted, Answer with { Body = new byte[EventLogLimits.AnswerBytesMax] });
        Assert.Equal(EventLogLimits.AnswerBytesMax, (await ClaimAsync()).Answer!.Body.Length);
    }

    /// <summary>Makes an empty store that takes its time from <see cref="Time"/>.</summary>
    protected abstract Task<IIdempotencyStore> OpenAsync();

    protected Task<IdempotencyClaim> ClaimAsync(string key = Key, string body = "hash") => Store.ClaimAsync(key, body, Lease);

    private Task CompleteAsync(IdempotencyClaim claim, IdempotentAnswer answer) => Store.CompleteAsync(Key, claim.Claim, answer, Retention);
}
