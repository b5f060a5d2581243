using System.Text.Json.Nodes;

namespace Concierge.Api.Tests.Plans;

/// <summary>Result of EXPLAIN ANALYZE for one execution of a statement (PostgreSQL manual, EXPLAIN).</summary>
public sealed record Plan(string Sql, JsonNode Root)
{
    /// <summary>Parses the output of EXPLAIN (FORMAT JSON).</summary>
    public static Plan Parse(string sql, string json) => new(sql, JsonNode.Parse(json)![0]!["Plan"]!);

    public IEnumerable<JsonNode> Nodes => Flatten(Root);

    /// <summary>Indexes that the statement reads.</summary>
    public IEnumerable<string> Indexes => Nodes.Select(node => (string?)node["Index Name"]).OfType<string>();

    /// <summary>
    /// Gets the number of rows of a table, or of entries of its indexes, that were read. It includes those that a filter removed.
    /// </summary>
    public double Examined(string table) => Nodes.Where(node => IsScan(node, table)).Sum(node =>
        (double)node["Actual Loops"]! * ((double)node["Actual Rows"]! + ((double?)node["Rows Removed by Filter"] ?? 0)
            + ((double?)node["Rows Removed by Index Recheck"] ?? 0)));

    /// <summary>Number of pages of tables and indexes that were read. Unlike the rows, it includes index entries without a match.</summary>
    public int Pages => (int)Root["Shared Hit Blocks"]! + (int)Root["Shared Read Blocks"]!;

    public override string ToString() => $"{Sql}\n{Root}";

    private static bool IsScan(JsonNode node, string table) => (string?)node["Node Type"] == "Bitmap Index Scan"
        ? ((string)node["Index Name"]!).Contains($"_{table}", StringComparison.Ordinal)
        : (string?)node["Relation Name"] == table && (string?)node["Node Type"] is not ("ModifyTable" or "Bitmap Heap Scan");

    private static IEnumerable<JsonNode> Flatten(JsonNode node) =>
        (node["Plans"]?.AsArray() ?? []).SelectMany(child => Flatten(child!)).Prepend(node);
}
