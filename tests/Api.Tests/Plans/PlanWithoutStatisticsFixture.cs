using Concierge.Api.Tests.Hosting;

namespace Concierge.Api.Tests.Plans;

/// <summary>Explains the statements that the product executes on the same data without planner statistics.</summary>
public sealed class PlanWithoutStatisticsFixture(TestDatabases databases) : PlanFixture(databases)
{
    protected override async Task<string> CreateDatabaseAsync(TestDatabases databases) => (await databases.Plans).NotAnalyzed;
}
