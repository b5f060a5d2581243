using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;

namespace Concierge.Api.Configuration;

/// <summary>
/// Reads settings from files: <c>Sms__Twilio__AuthToken_FILE=/run/secrets/token</c> sets <c>Sms:Twilio:AuthToken</c>, as in the official
/// image of PostgreSQL (docs/decisions/0021-secrets-from-files.md).
/// </summary>
internal static class SecretFiles
{
    /// <summary>Adds the files to the environment variables and to the arguments of the program.</summary>
    public static void AddSecretFiles(this IConfigurationManager configuration)
    {
        var sources = configuration.Sources;
        for (var i = 0; i < sources.Count; i++)
        {
            if (sources[i] is EnvironmentVariablesConfigurationSource { Prefix: null or "" } or CommandLineConfigurationSource)
            {
                sources[i] = new SecretFileSource(sources[i]);
            }
        }
    }
}
