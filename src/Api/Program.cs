using Concierge.Api;
using Concierge.Api.Access;
using Concierge.Api.Events;
using Concierge.Api.Hosting;
using Concierge.Api.OpenApi;
using Concierge.Api.Orders;
using Concierge.Api.Sample;
using Concierge.Api.Sms;
using Concierge.Application;
using Concierge.Infrastructure;

return await CommandLine.RunAsync(
    args,
    Build,
    host =>
    [
        SampleCommand.Create(host), ReindexCommand.Create(host), RotateSmsKeysCommand.Create(host), KeysCommand.Create(host),
        NewEpochCommand.Create(host),
    ]);

static WebApplication Build(string[] settings, bool isCommand)
{
    var builder = HostingSetup.CreateBuilder(settings);
    builder.AddHosting(isCommand);
    builder.Services.AddApplication();
    builder.Services.AddInfrastructure(builder.Configuration);
    builder.Services.AddApi(builder.Configuration);
    DocumentBuild.KeepFromStarting(builder.Services);
    var app = builder.Build();
    app.UseApi();
    return app;
}
