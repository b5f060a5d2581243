using Concierge.Api;
using Concierge.Api.Hosting;
using Concierge.Api.OpenApi;
using Concierge.Application;
using Concierge.Infrastructure;

// The settings lie beside the program; the working folder is the caller's, and is where the data folder goes.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddHosting(args);
builder.Services.AddApplication();
builder.Services.AddInfrastructure(builder.Configuration);
builder.Services.AddApi(builder.Configuration);
DocumentBuild.KeepFromStarting(builder.Services);

return await CommandLine.RunAsync(Build, args);

WebApplication Build()
{
    var app = builder.Build();
    app.UseApi();
    return app;
}
