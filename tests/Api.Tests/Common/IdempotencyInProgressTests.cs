using System.Net;
using Concierge.Api.Tests.Hosting;
using Concierge.Application.Pipeline;
using Concierge.Domain.Common;
using Concierge.Infrastructure.Persistence;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Common;

public sealed class IdempotencyInProgressTests(IdempotencyInProgressTests.GatedFixture api)
    : IClassFixture<IdempotencyInProgressTests.GatedFixture>
{
    [Fact]
    public async Task Post_WhileFirstIsRunning_ReturnsRetryAfter()
    {
        var first = PostAsync("Ann");
        await api.Saving.Task.WaitAsync(TestContext.Current.CancellationToken);

        var repeat = await PostAsync("Ann");
        var another = await PostAsync("Ben");
        api.MaySave.SetResult();
        var done = (await first).Expect(HttpStatusCode.Created);

        Assert.Equal("1", repeat.ExpectProblem(HttpStatusCode.Conflict, "idempotency_in_progress").Headers["Retry-After"]);
        Assert.Equal("1", another.ExpectProblem(HttpStatusCode.Conflict, "idempotency_in_progress").Headers["Retry-After"]);
        Assert.Equal(done.Text, (await PostAsync("Ann")).Expect(HttpStatusCode.Created).Text);
        Assert.Equal(1, await api.CountAsync("users"));
    }

    private Task<Answer> PostAsync(string name) => api.PostAsync("/users", new { name }, null, ("Idempotency-Key", "gate"));

    /// <summary>The product, held up just before it saves.</summary>
    public sealed class GatedFixture(TestDatabases databases) : ApiFixture(databases)
    {
        public TaskCompletionSource Saving { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource MaySave { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override void Configure(IWebHostBuilder builder)
        {
            base.Configure(builder);
            builder.ConfigureTestServices(services => services.AddScoped<IUnitOfWork>(provider =>
                new GatedUnitOfWork(new UnitOfWork(provider.GetRequiredService<ConciergeDbContext>(), []), this)));
        }
    }

    private sealed class GatedUnitOfWork(IUnitOfWork inner, GatedFixture gate) : IUnitOfWork
    {
        public async Task<Result> SaveAsync(CancellationToken cancellationToken)
        {
            gate.Saving.TrySetResult();
            await gate.MaySave.Task.WaitAsync(cancellationToken);
            return await inner.SaveAsync(cancellationToken);
        }

        public Task<TResult> InTransactionAsync<TResult>(Func<Task<TResult>> work, CancellationToken cancellationToken)
            where TResult : IFailable<TResult> => throw new NotSupportedException();

        public void Reset() => inner.Reset();
    }
}
