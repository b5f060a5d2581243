using System.Text;
using Concierge.Api.Http;
using Concierge.Api.Observability;

namespace Concierge.Api.Hosting;

/// <summary>How the program is run: address, logs, limits of the web server, and a container that is checked when it is built.</summary>
internal static class HostingSetup
{
    public const string DefaultUrl = "http://127.0.0.1:8000";

    public static void AddHosting(this WebApplicationBuilder builder, string[] args)
    {
        builder.Host.UseDefaultServiceProvider(options => options.ValidateOnBuild = options.ValidateScopes = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // Any bytes can be read so; that they are not what a header wants is then said as a problem of the contract.
            kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
            kestrel.Limits.MaxRequestBodySize = RequestBody.MaxLength;
            kestrel.Limits.MaxRequestLineSize = 2 * RequestLimitsMiddleware.MaxTarget;
            kestrel.Limits.MaxRequestHeadersTotalSize = 2 * RequestLimitsMiddleware.MaxHeaders;
        });
        if (!ListenAddresses.AreConfigured(builder.Configuration))
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        ConsoleLog.Add(builder, CommandLine.WordsOf(args).Count > 0);
        Telemetry.Add(builder);
    }
}
