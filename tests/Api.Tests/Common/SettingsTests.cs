using Concierge.Api.Tests.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Tests.Common;

/// <summary>Settings of the HTTP side that are checked before the program starts.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("RateLimit:Service:Requests", "0")]
    [InlineData("RateLimit:Service:Requests", "-1")]
    [InlineData("RateLimit:Service:Requests", "many")]
    [InlineData("RateLimit:User:Window", "00:00:00")]
    [InlineData("RateLimit:User:Window", "-00:00:01")]
    [InlineData("RateLimit:Anonymous:Window", "5")]
    [InlineData("RateLimit:Enabled", "perhaps")]
    [InlineData("Http:RequestTimeout", "00:00:00")]
    [InlineData("Http:RequestTimeout", "15")]
    [InlineData("Http:MaxConnections", "0")]
    [InlineData("Http:MaxConnections", "-1")]
    [InlineData("Http:ShutdownDelay", "-00:00:01")]
    [InlineData("Http:TrustedProxies:0", "nonsense")]
    [InlineData("Http:TrustedProxies:0", "")]
    [InlineData("Http:TrustedProxies:0", "10.0.0.0/33")]
    [InlineData("Http:IgnoredQueryParameters:0", "")]
    [InlineData("Http:CorsOrigins:0", "*")]
    [InlineData("Http:CorsOrigins:0", "")]
    [InlineData("Http:CorsOrigins:0", "app.example.com")]
    [InlineData("Http:CorsOrigins:0", "https://app.example.com/")]
    [InlineData("Http:CorsOrigins:0", "https://app.example.com/path")]
    [InlineData("Http:CorsOrigins:0", "ftp://app.example.com")]
    public void Start_WithInvalidSetting_NamesIt(string name, string value)
    {
        var refusal = Assert.ThrowsAny<Exception>(() => Check((name, value)));

        Assert.True(
            refusal is OptionsValidationException or InvalidOperationException { Source: "Microsoft.Extensions.Configuration.Binder" },
            $"{refusal}");
        var named = name.StartsWith("Http:", StringComparison.Ordinal) ? name.Replace(":0", "", StringComparison.Ordinal) : "RateLimit:";
        Assert.Contains(named, refusal.Message.ExpectOneReadableLine(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Http:RequestTimeout", "00:00:00", "Http:RequestTimeout must be greater than 0.")]
    [InlineData("Http:ShutdownDelay", "-00:00:01", "Http:ShutdownDelay must not be negative.")]
    [InlineData("Http:MaxConnections", "0", "Http:MaxConnections must be greater than 0.")]
    [InlineData("RateLimit:User:Requests", "0", "RateLimit: each number and each Window must be greater than 0.")]
    [InlineData("RateLimit:User:ConcurrentRequests", "0", "RateLimit: each number and each Window must be greater than 0.")]
    [InlineData("RateLimit:Service:ConcurrentStreams", "-1", "RateLimit: each number and each Window must be greater than 0.")]
    public void Start_WhenSettingIsOutOfRange_SaysWhatItMustBe(string name, string value, string expected) =>
        Assert.Equal(expected, Assert.Throws<OptionsValidationException>(() => Check((name, value))).Message);

    [Fact]
    public void Start_WithValidSettings_Succeeds() => Check(
        ("RateLimit:User:ConcurrentRequests", "1"), ("RateLimit:Service:ConcurrentStreams", "1"), ("RateLimit:Service:Requests", "1"),
        ("RateLimit:User:Window", "1.00:00:00"),
        ("Http:RequestTimeout", "00:00:00.5"), ("Http:ShutdownDelay", "00:00:00"),
        ("Http:TrustedProxies:0", "10.0.0.0/8"), ("Http:TrustedProxies:1", "192.0.2.1"),
        ("Http:TrustedProxies:2", "2001:db8::/32"), ("Http:TrustedProxies:3", "::1"),
        ("Http:CorsOrigins:0", "https://app.example.com"), ("Http:CorsOrigins:1", "http://127.0.0.1:3000"));

    private static void Check(params IEnumerable<(string Name, string Value)> settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)));
        builder.Services.AddApi(builder.Configuration);
        using var services = builder.Services.BuildServiceProvider();
        services.GetRequiredService<IStartupValidator>().Validate();
    }
}
