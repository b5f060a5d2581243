using System.Runtime.CompilerServices;

namespace Concierge.Api.Tests.Hosting;

/// <summary>Settings in the environment of whoever runs the tests are none of the tests'; taken away before anything runs, here and for every process started from here.</summary>
internal static class OwnSettings
{
    [ModuleInitializer]
    internal static void ForgetOthers()
    {
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(name =>
            name.StartsWith("ASPNETCORE_", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith("ConnectionStrings__", StringComparison.OrdinalIgnoreCase)
            || name is "DOTNET_ENVIRONMENT" or "DOTNET_URLS" or "DOTNET_STARTUP_HOOKS").ToArray())
        {
            Environment.SetEnvironmentVariable(name, null);
        }
    }
}
