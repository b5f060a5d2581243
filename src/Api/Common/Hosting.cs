using System.Text;

namespace Concierge.Api.Common;

/// <summary>How the program is run: address, logs, limits of the web server, and a container that is checked when it is built.</summary>
internal static class Hosting
{
    public const string DefaultUrl = "http://127.0.0.1:8000";

    /// <summary>Largest request body, in bytes.</summary>
    public const int MaxRequestBody = 1024 * 1024;

    public static void AddHosting(this WebApplicationBuilder builder, string[] args)
    {
        builder.Host.UseDefaultServiceProvider(options => options.ValidateOnBuild = options.ValidateScopes = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // Any bytes can be read so; that they are not what a header wants is then said as a problem of the contract.
            kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
            kestrel.Limits.MaxRequestBodySize = MaxRequestBody;
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
