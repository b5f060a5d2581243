using Concierge.Application;
using Concierge.Application.Conversations;
using Concierge.Application.Messages;
using Concierge.Application.Preconditions;
using Concierge.Application.Users;
using Concierge.Domain.Common;
using Concierge.Domain.Users;
using MediatR;

namespace Concierge.Api.Sample;

/// <summary>Three users, and a conversation with likes, an edit and unread messages.</summary>
internal static class SamplePeople
{
    private static readonly (string Id, string Name)[] Users = [("ann", "Ann"), ("bob", "Bob Brown"), ("cleo", "Cleo")];

    private static readonly (string From, string To, string Body)[] Messages =
    [
        ("ann", "bob", "Hi Bob, can you come on Thursday for the inspection?"),
        ("bob", "ann", "Thursday works. Morning or afternoon?"),
        ("ann", "bob", "Morning, please. The key is at the desk."),
        ("bob", "ann", "Booked. I will send a text message when I am on my way."),
        ("cleo", "ann", "Ann, did the report arrive?"),
    ];

    /// <exception cref="StartupException">Something cannot be added.</exception>
    public static async Task LoadAsync(IMediator mediator, CancellationToken cancellationToken)
    {
        foreach (var (id, name) in Users)
        {
            Report($"user {id} ({name})", await mediator.Send(new CreateUser(id, name, null), cancellationToken));
        }

        var paging = new MessagePaging("desc", IncludeDeleted: true, 1, Cursor: null);
        var conversation = await mediator.Send(new ListConversationMessages("ann", "bob", paging), cancellationToken);
        if (conversation.Value.Items.Count > 0)
        {
            Console.WriteLine("There is a conversation of ann and bob already.");
            return;
        }

        var sent = new List<string>();
        foreach (var (from, to, body) in Messages)
        {
            sent.Add(ExpectValue(await mediator.Send(new SendMessage(from, to, body), cancellationToken)).Id);
        }

        ExpectValue(await mediator.Send(new LikeMessage(sent[1], "ann"), cancellationToken));
        ExpectValue(await mediator.Send(new LikeMessage(sent[3], "ann"), cancellationToken));
        ExpectValue(await mediator.Send(
            new EditMessage(sent[2], "Morning, please. The key is at the front desk.", Precondition.None), cancellationToken));
        Console.WriteLine("Added a conversation of ann and bob.");
    }

    private static void Report<T>(string what, Result<T> result) where T : notnull =>
        SampleCommand.Report(what, result.Errors, UserErrors.Exists);

    private static T ExpectValue<T>(Result<T> result) where T : notnull => result.IsSuccess
        ? result.Value
        : throw new StartupException($"Could not add the conversation: {result.Errors[0].Code}. {result.Errors[0].Message}");
}
