using System.Text;
using Concierge.Api.Configuration;
using Concierge.Api.Http;
using Concierge.Api.Observability;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Concierge.Api.Hosting;

/// <summary>Sets up the host: address, logs, limits of the web server, and validation of the service container.</summary>
internal static class HostingSetup
{
    /// <summary>
    /// Size of a connection's buffer in the kernel, in bytes. By itself it grows to 4 MiB (tcp_wmem, tcp(7)): memory that a client which
    /// does not read holds, and that counts in the limit of a container. Accepted connections inherit it from the listening socket.
    /// </summary>
    private const int SendBuffer = 256 * 1024;

    /// <summary>Reads the settings.</summary>
    /// <param name="settings">Settings among the arguments of the program.</param>
    public static WebApplicationBuilder CreateBuilder(string[] settings)
    {
        // The settings file is beside the program. Relative paths in the settings start at the caller's working directory.
        WebApplicationOptions options = new() { Args = settings, ContentRootPath = AppContext.BaseDirectory };
        var builder = WebApplication.CreateBuilder(options);
        builder.Configuration.AddSecretFiles();
        return builder;
    }

    /// <param name="builder">The program.</param>
    /// <param name="isCommand">Whether the program runs a command instead of serving.</param>
    public static void AddHosting(this WebApplicationBuilder builder, bool isCommand)
    {
        builder.Host.UseDefaultServiceProvider(options => options.ValidateOnBuild = options.ValidateScopes = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;

            // Latin-1 reads any bytes, so that invalid headers reach the validation of the API, which answers with a problem.
            kestrel.RequestHeaderEncodingSelector = _ => Encoding.Latin1;
            kestrel.Limits.MaxRequestBodySize = RequestBody.MaxLength;
            kestrel.Limits.MaxRequestLineSize = 2 * RequestLimitsMiddleware.MaxTarget;
            kestrel.Limits.MaxRequestHeadersTotalSize = 2 * RequestLimitsMiddleware.MaxHeaders;
        });
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<HttpOptions>>((kestrel, http) =>
            kestrel.Limits.MaxConcurrentConnections = http.Value.MaxConnections ?? OpenFiles.ConnectionsFor(OpenFiles.ReadLimit()));
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = endpoint =>
        {
            var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            socket.SendBufferSize = SendBuffer;
            return socket;
        });

        // The build output refers to the files of the console in the source tree. Published, they are beside the program.
        builder.WebHost.UseStaticWebAssets();

        // Otherwise ASP.NET routes every path in Development, and another method is answered 404 instead of 405.
        builder.Configuration["ReloadStaticAssetsAtRuntime"] = "false";
        if (!ListenAddresses.AreConfigured(builder.Configuration))
        {
            builder.WebHost.UseUrls(ListenAddresses.Default);
        }

        if (MetricsAddress.Of(builder.Configuration) is { } metrics)
        {
            ListenAddresses.Add(builder.Configuration, metrics);
        }

        builder.AddLogging(isCommand);
        builder.AddTelemetry();
    }
}
