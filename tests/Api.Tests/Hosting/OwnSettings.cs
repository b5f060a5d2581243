using System.Runtime.CompilerServices;

namespace Concierge.Api.Tests.Hosting;

/// <summary>
/// Removes settings of the product from the environment of the test run before anything starts. They affect neither the tests nor the
/// processes that the tests start.
/// </summary>
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
