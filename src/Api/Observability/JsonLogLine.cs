using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using Serilog.Formatting.Json;
using Serilog.Parsing;

namespace Concierge.Api.Observability;

/// <summary>
/// Formats a log line as one JSON object: the members of every line, then the properties of the message under snake_case names. Scopes are
/// left out: the framework's contain raw paths.
/// </summary>
internal sealed class JsonLogLine : ITextFormatter
{
    private static readonly JsonValueFormatter Values = new(typeTagName: null);

    /// <summary>Renders the message with strings unquoted.</summary>
    private static readonly MessageTemplateTextFormatter Message = new("{Message:l}", CultureInfo.InvariantCulture);

    /// <summary>Properties of each message template with the start of their JSON member. There are few templates and many lines.</summary>
    private static readonly ConditionalWeakTable<MessageTemplate, (string Property, string Member)[]> Members = [];

    public void Format(LogEvent logEvent, TextWriter output)
    {
        Span<char> time = stackalloc char[24];
        logEvent.Timestamp.UtcDateTime.TryFormat(time, out _, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        output.Write("{\"time\":\"");
        output.Write(time);
        output.Write("\",\"level\":\"");
        output.Write(logEvent.Level);
        output.Write('"');
        WriteText("source", (logEvent.Properties.GetValueOrDefault("SourceContext") as ScalarValue)?.Value as string, output);
        WriteText("message", MessageOf(logEvent), output);
        WriteText("trace_id", logEvent.TraceId?.ToHexString(), output);
        WriteText("span_id", logEvent.SpanId?.ToHexString(), output);
        WriteText("exception", logEvent.Exception?.ToString(), output);
        foreach (var (property, member) in Members.GetValue(logEvent.MessageTemplate, MembersOf))
        {
            if (logEvent.Properties.TryGetValue(property, out var value))
            {
                output.Write(member);
                Values.Format(value, output);
            }
        }

        output.Write("}\n");
    }

    private static string MessageOf(LogEvent logEvent)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Message.Format(logEvent, text);
        return text.ToString();
    }

    private static (string Property, string Member)[] MembersOf(MessageTemplate template) =>
    [
        .. from name in template.Tokens.OfType<PropertyToken>().Select(token => token.PropertyName).Distinct()
           select (name, $",\"{JsonNamingPolicy.SnakeCaseLower.ConvertName(name)}\":"),
    ];

    private static void WriteText(string name, string? text, TextWriter output)
    {
        if (text is not null)
        {
            output.Write(",\"");
            output.Write(name);
            output.Write("\":");
            JsonValueFormatter.WriteQuotedJsonString(text, output);
        }
    }
}
