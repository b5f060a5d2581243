namespace Concierge.Api.Tests.Plans;

internal static class PlanAssertions
{
    /// <summary>Gets the plans of the statements that name a table.</summary>
    public static List<Plan> Of(this List<Plan> plans, string table) =>
        [.. plans.Where(plan => plan.Sql.Contains(table, StringComparison.Ordinal))];

    /// <summary>
    /// Asserts that the plans read these indexes, no other index and no table without an index, and that they sort nothing.
    /// </summary>
    public static void AssertReadInOrder(this List<Plan> plans, params string[] indexes)
    {
        plans.AssertReadByIndex(indexes);
        Assert.All(plans, plan => Assert.All(
            plan.Nodes, node => Assert.False((string?)node["Node Type"] is "Sort" or "Incremental Sort", $"Sorts: {plan}")));
    }

    /// <summary>Asserts that the plans read these indexes, no other index and no table without an index.</summary>
    public static void AssertReadByIndex(this List<Plan> plans, params string[] indexes)
    {
        Assert.Equal(
            indexes.Order(StringComparer.Ordinal), plans.SelectMany(plan => plan.Indexes).Distinct().Order(StringComparer.Ordinal));
        foreach (var plan in plans)
        {
            Assert.All(plan.Nodes, node =>
            {
                // The slot window has one row.
                if ((string?)node["Relation Name"] is not (null or "slot_window") && (string?)node["Node Type"] is not "ModifyTable")
                {
                    Assert.True((string?)node["Node Type"] is "Index Scan" or "Index Only Scan", $"Not an index scan: {plan}");
                }
            });
        }
    }

    /// <summary>Asserts that every execution reads this number of rows of a table.</summary>
    public static void AssertExamined(this List<Plan> plans, string table, double rows) =>
        Assert.All(plans, plan => Assert.True(plan.Examined(table) == rows, $"{plan.Examined(table)} instead of {rows}: {plan}"));
}
