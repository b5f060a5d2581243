using Concierge.Api.Observability;
using Concierge.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Concierge.Api.Tests.Telemetry;

/// <summary>The program outside Development, where every caller has a key. Its log goes to a stream.</summary>
internal sealed class ProductionApi(TestDatabases databases, Stream log) : ApiFixture(databases)
{
    protected override void Configure(IWebHostBuilder builder)
    {
        base.Configure(builder);
        builder.UseEnvironment("Production").UseSetting("Auth:Mode", "Keys").UseSetting("Http:ShutdownDelay", "00:00:00")
            .ConfigureServices(services => services.AddSingleton<LogOutput>(() => log));
    }
}
