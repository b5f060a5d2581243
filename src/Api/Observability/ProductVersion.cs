using System.Reflection;

namespace Concierge.Api.Observability;

/// <summary>The version of the program: of the release tag, with the commit after a plus sign.</summary>
internal static class ProductVersion
{
    public static readonly string Text =
        typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
}
