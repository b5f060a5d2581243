using System.Diagnostics;
using OpenTelemetry;

namespace Concierge.Api.Observability;

/// <summary>
/// Removes from spans what must not be exported. Request spans keep the attributes of a fixed list: path, query, address and unknown
/// methods may contain numbers and tokens. SQL spans outside a request are dropped: the SMS dispatcher alone polls every second.
/// </summary>
internal sealed class SpanFilter : BaseProcessor<Activity>
{
    /// <summary>Name of the source of request spans.</summary>
    public const string RequestSource = "Microsoft.AspNetCore";

    public const string Method = "http.request.method";

    public const string Route = "http.route";

    public const string Status = "http.response.status_code";

    private static readonly string[] Exported = [Method, Route, Status];

    public override void OnEnd(Activity data)
    {
        switch (data.Source.Name)
        {
            case "Npgsql" when data.ParentId is null:
                data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
                break;
            case RequestSource:
                FilterRequest(data);
                break;
        }
    }

    private static void FilterRequest(Activity request)
    {
        foreach (var (name, _) in request.TagObjects.Where(tag => !Exported.Contains(tag.Key)).ToList())
        {
            request.SetTag(name, null);
        }

        // Same notation as in the log.
        if (request.GetTagItem(Route) is string route && !route.StartsWith('/'))
        {
            request.SetTag(Route, $"/{route}");
            request.DisplayName = $"{request.GetTagItem(Method)} /{route}";
        }
    }
}
