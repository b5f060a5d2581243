// What the hardware allows: the statements of the product over raw Npgsql, and nothing around them - no credentials, no checks, no log.
using Concierge.Floor;
using Npgsql;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
await using var app = builder.Build();
await using var database = NpgsqlDataSource.Create(app.Configuration.GetConnectionString("Concierge")!);
var (messages, orders) = (new Messages(database), new Orders(database));
app.MapGet("/health/ready", () => Results.Ok());
app.MapGet("/messages/{id}", messages.GetAsync);
app.MapPost("/messages", messages.SendAsync);
app.MapGet("/users/{id}/conversations", messages.ListConversationsAsync);
app.MapGet("/users/{id}/conversations/{peer_id}/messages", messages.ListAsync);
app.MapPost("/orders", orders.CreateAsync);
await app.RunAsync();
