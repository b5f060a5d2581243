using System.Text.RegularExpressions;

namespace Concierge.Architecture.Tests;

/// <summary>
/// Hand-written SQL that changes a resource selects its event from the CTE that changed the row (docs/decisions/0018-events.md): the event
/// gets its number while the row is locked, and nothing changed leaves no event.
/// </summary>
public sealed partial class EventStatementTests
{
    /// <summary>Statements that change what no caller sees, and why.</summary>
    private static readonly Dictionary<string, string> Unseen = new()
    {
        ["Infrastructure/Access/ServiceKeyUses.cs Update"] = "The time of the last use is not a change of the key.",
        ["Infrastructure/Sms/SmsRepository.cs EnterQueue"] = "The place in the queue is internal.",
        ["Infrastructure/Sms/SmsRepository.cs TakeDue"] = "The time until which an SMS is held back is internal.",
        ["Infrastructure/Sms/SmsRepository.cs SetReportTimes"] = "The time for a report is internal.",
        ["Infrastructure/Sms/SmsKeys.cs ReplaceContent"] = "The text is the same under another key.",
    };

    [Fact]
    public void Statements_ThatChangeResource_SelectItsEventFromTheChange()
    {
        var statements = Product.Files.SelectMany(Changes).ToList();

        Assert.Contains(statements, statement => statement.Name == "Infrastructure/Messages/MessageRepository.cs Send");
        Assert.Equal(
            Unseen.Keys.Order(StringComparer.Ordinal),
            statements.Where(statement => !LeavesEvent(statement.Sql)).Select(statement => statement.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("UPDATE users SET name = $1", false)]
    [InlineData("WITH a AS (UPDATE users SET name = $1 RETURNING id) INSERT INTO event_outbox (type) SELECT 'a' FROM a", true)]
    [InlineData("WITH a AS (UPDATE users SET name = $1), b AS (SELECT 1) INSERT INTO event_outbox (type) SELECT 'a' FROM b", false)]
    [InlineData("WITH a AS (UPDATE users SET name = $1) INSERT INTO event_outbox (type) VALUES ('a')", false)]
    public void LeavesEvent_OfStatement_LooksAtSourceOfEvent(string sql, bool leaves) => Assert.Equal(leaves, LeavesEvent(sql));

    private static IEnumerable<(string Name, string Sql)> Changes(SourceFile file) =>
        from Match literal in Literal().Matches(file.Text)
        where Change().IsMatch(literal.Value)
        select ($"{file.Path} {Constant().Match(file.Text[..literal.Index]).Groups[1].Value}", literal.Value);

    private static bool LeavesEvent(string sql) =>
        Event().Match(sql) is { Success: true } match && Expression(sql, match.Groups[1].Value) is { } source && Change().IsMatch(source);

    /// <summary>Gets the text of a CTE; null if there is none of this name.</summary>
    private static string? Expression(string sql, string name)
    {
        var start = Regex.Match(sql, $@"\b{name} AS (MATERIALIZED )?\(");
        if (!start.Success)
        {
            return null;
        }

        var (end, depth) = (start.Index + start.Length, 1);
        for (; depth > 0; end++)
        {
            depth += sql[end] switch { '(' => 1, ')' => -1, _ => 0 };
        }

        return sql[start.Index..end];
    }

    [GeneratedRegex("\"\"\".*?\"\"\"|\"[^\"\\n]*\"", RegexOptions.Singleline)]
    private static partial Regex Literal();

    /// <summary>Name of the constant that a text ends with the beginning of.</summary>
    [GeneratedRegex(@"(\w+) =\s*\$*\z")]
    private static partial Regex Constant();

    [GeneratedRegex(@"\b(INSERT INTO|UPDATE|DELETE FROM) (users|messages|conversations|services|orders|sms_messages|service_keys)\b")]
    private static partial Regex Change();

    /// <summary>The event, and the first table that it is selected from.</summary>
    [GeneratedRegex(@"INSERT INTO event_outbox \([\w, ]+\)\s+SELECT .*?\bFROM (\w+)", RegexOptions.Singleline)]
    private static partial Regex Event();
}
