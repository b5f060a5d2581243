using System.Text.RegularExpressions;

namespace Concierge.Infrastructure.Postgres;

/// <summary>
/// Names of spans: what a statement does and to which table, such as <c>INSERT users</c> (OpenTelemetry, Semantic Conventions for Database
/// Client Calls, <c>db.query.summary</c>).
/// </summary>
internal static partial class StatementName
{
    /// <summary>Gets the name. A statement that reads and writes is named after its first write.</summary>
    public static string Of(string sql)
    {
        if (Write().Match(sql) is { Success: true } write)
        {
            return $"{write.Groups["verb"].Value} {write.Groups["table"].Value}";
        }

        var verb = Verb().Match(sql).Value;
        return Read().Match(sql) is { Success: true } read ? $"SELECT {read.Groups["table"].Value}" : verb;
    }

    [GeneratedRegex(@"\b((?<verb>INSERT) INTO|(?<verb>DELETE) FROM|(?<!\b(FOR|KEY|DO) )(?<verb>UPDATE)( ONLY)?)\s+""?(?<table>[a-z_]\w*)")]
    private static partial Regex Write();

    [GeneratedRegex(@"\bFROM\s+""?(?<table>[a-zA-Z_]\w*)")]
    private static partial Regex Read();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Verb();
}
