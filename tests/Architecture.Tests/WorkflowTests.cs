using System.Text.RegularExpressions;

namespace Concierge.Architecture.Tests;

/// <summary>Rules of the workflows of GitHub Actions.</summary>
public sealed partial class WorkflowTests
{
    private static readonly IReadOnlyList<(string File, string Text)> Workflows =
    [
        .. Directory.EnumerateFiles(Path.Combine(Product.Root, ".github/workflows"), "*.yml").Order()
            .Select(path => (Path.GetFileName(path), File.ReadAllText(path))),
    ];

    /// <summary>A tag can be moved to other code, a commit cannot. The comment lets Dependabot and readers know the version.</summary>
    [Fact]
    public void Actions_Always_ArePinnedToCommits()
    {
        var uses = Workflows
            .SelectMany(workflow => Use().Matches(workflow.Text).Select(use => (workflow.File, Action: use.Groups[1].Value)))
            .ToList();

        Assert.Contains(uses, use => use.Action.StartsWith("actions/checkout@", StringComparison.Ordinal));
        Rule.IsBrokenByNone(
            uses.Where(use => !use.Action.StartsWith("./", StringComparison.Ordinal) && !Pinned().IsMatch(use.Action)));
    }

    /// <summary>Two commits of one action would be an update that was forgotten in one place.</summary>
    [Fact]
    public void Actions_Always_HaveOneCommitEach() =>
        Rule.IsBrokenByNone(
            from workflow in Workflows
            from use in Use().Matches(workflow.Text).Select(use => use.Groups[1].Value.Split('@'))
            where use.Length == 2
            group use[1] by use[0] into action
            where action.Distinct().Count() > 1
            select action.Key);

    [Fact]
    public void Workflows_Always_BeginWithoutPermissionToWrite() =>
        Rule.IsBrokenByNone(
            from workflow in Workflows
            where workflow.File != "codeql.yml" && !workflow.Text.Contains("\npermissions:\n  contents: read\n\n", StringComparison.Ordinal)
            select workflow.File);

    [GeneratedRegex(@"^ +(?:- )?uses: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Use();

    [GeneratedRegex(@"^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")]
    private static partial Regex Pinned();
}
