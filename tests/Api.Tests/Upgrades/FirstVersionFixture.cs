using Concierge.Api.Tests.Hosting;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Concierge.Api.Tests.Upgrades;

/// <summary>
/// The product on a database that the first version (commit 16ce771) filled through its API. A dump of that database is restored before the
/// start. The clock is an hour after the dump, so that tokens and stored responses are still valid.
/// </summary>
public sealed class FirstVersionFixture(TestDatabases databases) : ApiFixture(databases)
{
    /// <summary>The service key that the first version issued.</summary>
    public const string Key = "ck_HKC3shZgWBy8o05EuhWy9funEJZ-pI4e1eFQKpncJM4";

    /// <summary>A token of the user ann that the first version minted.</summary>
    public const string Token =
        "CfDJ8Hll7X1OMs9BuePqRN-jktbSTX1iTr2Y68vWWKn8ZFSkd5cOyNGiFK7NK9RXZ2JIReGQQRzrjkEP4UO8y9e77uvHIg4hHB7TjwAm-EkYfJ63fwY4i8P5"
        + "DaJX6KoEs_9lNtDCp5Pmn3GwdQYnkUax26MvCZEypaB_N39CzW0tmiS4Kho6mkyB7Ua4WOo3w_TCn7MFzPzN4fsudueUdHdTJ5uKQztx44NCf0n-MkizitmnFR"
        + "i0ZYdzYPJ4V6MdyiyoU3rxVUloePwUmydr21ILtzYc0i9jMvgqs3PotluWHpbo";

    private static readonly DateTimeOffset Now = new(2026, 11, 29, 23, 50, 0, TimeSpan.Zero);

    protected override void Configure(IWebHostBuilder builder)
    {
        Restore();
        builder.UseSetting("ConnectionStrings:Concierge", ConnectionString);
        builder.UseSetting("Auth:Mode", "Keys").UseSetting("RateLimit:Enabled", "false");

        // The settings of the first version, under its names: 32 times "k" and 32 times "i", in base64.
        builder.UseSetting("Sms:Encryption:Keys:k1", "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=");
        builder.UseSetting("Sms:Encryption:CurrentKey", "k1");
        builder.UseSetting("Sms:Encryption:IndexKey", "aWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWlpaWk=");
        builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(new FakeTimeProvider(Now)));
    }

    private void Restore()
    {
        using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        connection.Open();
        var dump = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Upgrades", "first-version.sql"));
        using var restore = new NpgsqlCommand($"DROP SCHEMA public CASCADE; CREATE SCHEMA public; {dump}", connection);
        restore.ExecuteNonQuery();
    }
}
