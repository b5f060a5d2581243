namespace Concierge.Api.Tests.Plans;

/// <summary>Plan tests of all features that share a database with planner statistics. They run one after the other.</summary>
[CollectionDefinition]
public sealed class PlansWithStatistics : ICollectionFixture<PlanFixture>;
