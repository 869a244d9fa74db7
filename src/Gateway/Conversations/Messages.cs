using OrleansAgents.Grains.Sessions;

namespace OrleansAgents.Gateway;

/// <summary>A new conversation.</summary>
internal sealed record NewConversation(string? Title = null);

/// <summary>Another title.</summary>
internal sealed record Renaming(string? Title = null);

/// <summary>A conversation, as a list shows it.</summary>
internal sealed record Conversation(string Id, string Title, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, long LastSequence);

/// <summary>A page of conversations; the cursor is absent on the last.</summary>
internal sealed record ConversationPage(IReadOnlyList<Conversation> Items, string? Cursor);

/// <summary>A message.</summary>
internal sealed record NewMessage(string? Text = null, string? ClientMessageId = null, OnBusy OnBusy = OnBusy.Enqueue, string? Language = null, string? TimeZone = null);

/// <summary>A message that a service writes for a user.</summary>
internal sealed record ServiceMessage(
    string? Text = null, string? ClientMessageId = null, OnBusy OnBusy = OnBusy.Enqueue, string? Language = null, string? TimeZone = null, string? Conversation = null);

/// <summary>A wish for another answer.</summary>
internal sealed record Regeneration(string? ClientMessageId = null);

/// <summary>The turn that answers a message.</summary>
internal sealed record AcceptedTurn(string TurnId, long Seq, string? Conversation = null);

/// <summary>What became of a wish to stop.</summary>
internal sealed record StoppedTurn(string TurnId, bool Cancelled);

/// <summary>What the person thinks of an answer: up, down, or none to take it back.</summary>
internal sealed record Feedback(string? Rating = null, string? Comment = null);

/// <summary>What is kept of it.</summary>
internal sealed record KeptFeedback(string TurnId, string Rating, string? Comment);

/// <summary>An event of the history.</summary>
internal sealed record HistoryItem(long Sequence, string Kind, DateTimeOffset At, System.Text.Json.JsonElement Data);

/// <summary>A page of the history; next is absent at the end.</summary>
internal sealed record HistoryPage(IReadOnlyList<HistoryItem> Items, long LastSequence, long? Next);
