using System.Reflection;

namespace Concierge.Api.WebConsole;

/// <summary>The page of the console, as <c>eng/console</c> built it.</summary>
internal static class ConsolePage
{
    private static readonly string Markup = Read();

    /// <summary>Gets the page for one response.</summary>
    /// <param name="nonce">Nonce of the styles that its scripts create (CSP level 3 section 8.2).</param>
    /// <param name="authMode">Value of <c>Auth:Mode</c>: in Development mode, the console asks for no credentials.</param>
    public static string With(string nonce, string authMode) =>
        Markup.Replace("{nonce}", nonce, StringComparison.Ordinal).Replace("{auth}", authMode, StringComparison.Ordinal);

    private static string Read()
    {
        using var resource = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("console.html")!);
        return resource.ReadToEnd();
    }
}
