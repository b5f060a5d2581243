using System.Net;
using Concierge.Api.Tests.Access;
using Concierge.Api.Tests.Hosting;
using Concierge.Api.Tests.Processes;
using Microsoft.AspNetCore.Hosting;
using static Concierge.Api.Tests.Access.AccessFixture;

namespace Concierge.Api.Tests.Encryption;

/// <summary>A change of the SMS keys logs nobody out, and stored messages stay readable.</summary>
public sealed class ChangedSmsKeysTests(TestDatabases databases)
{
    private static readonly (string, string)[] NewCurrentKey =
        [("Encryption:Sms:Keys:next", Keys.Second), ("Encryption:Sms:CurrentKey", "next")];

    /// <summary>A new blind-index key. The former one, from which tokens were derived, becomes the key of tokens.</summary>
    private static readonly (string, string)[] NewIndexKey =
        [.. NewCurrentKey, ("Encryption:Sms:IndexKey", Keys.Second), ("Encryption:Tokens:Key", Keys.Index)];

    [Fact]
    public async Task Start_WithNewCurrentKey_KeepsTokensAndMessages() => await ExpectKeptAsync(NewCurrentKey, mustRotate: false);

    [Fact]
    public async Task Start_WithNewKeysAfterRotation_KeepsTokensAndMessages() => await ExpectKeptAsync(NewIndexKey, mustRotate: true);

    private async Task ExpectKeptAsync((string Name, string Value)[] settings, bool mustRotate)
    {
        await using var before = new Replica(databases, []);
        await StartAsync(before);
        var user = await before.AddUserAsync();
        var token = await before.MintAsync(user);
        var sms = new { recipient_phone = "+15557391846", message_body = "Hello", send_at = "2099-01-01T00:00:00Z" };
        var id = (string)(await before.PostAsync("/sms-messages", sms)).Expect(HttpStatusCode.Created).Json["message_id"]!;
        if (mustRotate)
        {
            var (code, _, errors) = await InProcessProgram.RunAsync(
                ["sms", "rotate-keys", .. ExternalDatabase.Arguments(before.ConnectionString, settings)]);
            Assert.Equal((0, ""), (code, errors));
        }

        await using var after = new Replica(databases, settings) { SharedDatabase = before.ConnectionString };
        await StartAsync(after);

        var self = (await after.SendAsAsync(Bearer(token), HttpMethod.Get, $"/users/{user}")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(user, (string?)self["id"]);
        var kept = (await after.GetAsync($"/sms-messages/{id}")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(("+15557391846", "Hello"), ((string?)kept["recipient_phone"], (string?)kept["message_body"]));
        var found = (await after.GetAsync("/sms-messages?recipient_phone=%2B15557391846")).Expect(HttpStatusCode.OK).Json;
        Assert.Equal(id, (string?)Assert.Single(found["items"]!.AsArray())!["message_id"]);
    }

    private static ValueTask StartAsync(IAsyncLifetime replica) => replica.InitializeAsync();

    /// <summary>The product with these settings.</summary>
    private sealed class Replica(TestDatabases databases, (string Name, string Value)[] settings) : AccessFixture(databases)
    {
        protected override void Configure(IWebHostBuilder builder)
        {
            base.Configure(builder);
            foreach (var (name, value) in settings)
            {
                builder.UseSetting(name, value);
            }
        }
    }
}
