using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using Concierge.Domain.Sms;
using MediatR;

namespace Concierge.Application.Sms.Upkeep;

/// <summary>
/// Begins to ask for overdue reports. Messages on which nobody can be asked become unknown. Each is leased, so no other replica asks at the
/// same time.
/// </summary>
/// <param name="Count">Maximum number of messages.</param>
public sealed record TakeOverdueReports(int Count) : ICommand<Result<OverdueReports>>, IPoll<Result<OverdueReports>>
{
    public bool IsIdle(Result<OverdueReports> response) => response is { IsSuccess: true, Value.HasFound: false };
}

internal sealed class TakeOverdueReportsHandler(ISmsRepository messages, ISmsGateway gateway, SmsSettings settings, TimeProvider clock)
    : IRequestHandler<TakeOverdueReports, Result<OverdueReports>>
{
    public async Task<Result<OverdueReports>> Handle(TakeOverdueReports command, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        List<SmsInquiry> inquiries = [];
        var hasFound = await messages.TakeOverdueAsync(
            now, command.Count,
            message =>
            {
                if (message.BeginInquiry(gateway.CanBeAsked, now, settings.Policy))
                {
                    inquiries.Add(new(message.Id, message.ProviderReference!));
                }
            },
            cancellationToken);
        return new OverdueReports(hasFound, inquiries);
    }
}

/// <summary>Result of <see cref="TakeOverdueReports"/>.</summary>
/// <param name="HasFound">Whether a report was overdue. There may be more.</param>
/// <param name="Inquiries">The messages on which to ask the gateway now.</param>
public sealed record OverdueReports(bool HasFound, IReadOnlyList<SmsInquiry> Inquiries);
