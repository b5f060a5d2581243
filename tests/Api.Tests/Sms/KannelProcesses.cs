using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Concierge.Api.Tests.Hosting;
using Concierge.Domain.Sms;
using OsProcess = System.Diagnostics.Process;

namespace Concierge.Api.Tests.Sms;

/// <summary>
/// A real Kannel on the loopback interface: its bearerbox, its smsbox, and its fakesmsc as the operator. All three end with the tests,
/// however those end: a shell watches each process and kills it once the shell's input is closed.
/// </summary>
internal sealed partial class KannelProcesses : IAsyncDisposable
{
    public const string Username = "concierge";

    /// <summary>A user with no other settings.</summary>
    public const string PlainUsername = "plain";

    public const string Password = "secret";

    /// <summary>The longest texts have 49 parts: 1600 characters of two UTF-16 code units each.</summary>
    public const int MaxParts = 50;

    private const string Operator = "/usr/lib/kannel/test/fakesmsc";

    private const string Watch = "\"$@\" 2>&1 & cat > /dev/null; kill -KILL $!; wait";

    /// <summary>The user nobody, who needs no name here.</summary>
    private const string Unprivileged = "65534";

    private readonly string folder = Directory.CreateTempSubdirectory("concierge-kannel-").FullName;
    private readonly ConcurrentQueue<string> output = [];
    private readonly List<(OsProcess Process, Task Reading)> started = [];
    private readonly int[] ports = FreePorts(4);

    private KannelProcesses()
    {
    }

    /// <summary>Why there is no Kannel to test with; null where there is.</summary>
    public static string? Missing =>
        !OperatingSystem.IsLinux() ? "Kannel is tested on Linux."
        : Find("bearerbox") is null || Find("smsbox") is null || !File.Exists(Operator)
            ? "Kannel is not installed (Debian, Ubuntu: apt-get install kannel kannel-extras)."
            : null;

    /// <summary>The address of <c>sendsms</c>.</summary>
    public string Url => $"http://127.0.0.1:{ports[2]}/cgi-bin/sendsms";

    private string Everything => string.Join('\n', output);

    public static async Task<KannelProcesses> StartAsync()
    {
        var kannel = new KannelProcesses();
        try
        {
            await kannel.StartBoxesAsync();
            return kannel;
        }
        catch
        {
            await kannel.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the operator got for a number, its parts put together: the text as it was sent, and in how many parts.</summary>
    public (string Text, int Parts) ArrivedAt(string phone, SmsEncoding coding)
    {
        var parts = output.Select(line => Arrival().Match(line))
            .Where(match => match.Success && match.Groups["to"].Value == phone).ToList();
        var text = string.Concat(parts.Select(TextOf));
        return (coding switch
        {
            _ when parts is [{ } only] && only.Groups["kind"].Value == "text" => text,
            SmsEncoding.Ucs2 => Encoding.BigEndianUnicode.GetString(Encoding.Latin1.GetBytes(text)),
            _ => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text)),
        }, parts.Count);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (process, reading) in Enumerable.Reverse(started))
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            await reading;
            process.Dispose();
        }

        Directory.Delete(folder, recursive: true);
    }

    private async Task StartBoxesAsync()
    {
        var settings = Path.Combine(folder, "kannel.conf");
        await File.WriteAllTextAsync(settings, $"""
            group = core
            admin-port = {ports[0]}
            admin-password = {Password}
            admin-interface = 127.0.0.1
            smsbox-port = {ports[1]}
            smsbox-interface = 127.0.0.1
            box-allow-ip = "127.0.0.1"
            dlr-storage = internal

            group = smsc
            smsc = fake
            smsc-id = fake
            port = {ports[3]}
            connect-allow-ip = "127.0.0.1"

            group = smsbox
            bearerbox-host = 127.0.0.1
            bearerbox-port = {ports[1]}
            sendsms-port = {ports[2]}
            sendsms-interface = 127.0.0.1
            http-request-retry = 30
            http-queue-delay = 1

            group = sendsms-user
            username = {Username}
            password = {Password}
            max-messages = {MaxParts}
            concatenation = true

            group = sendsms-user
            username = {PlainUsername}
            password = {Password}

            """);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }

        using var client = new HttpClient();
        Start(Find("bearerbox")!, "-v", "1", settings);
        await UntilAsync(client, status => status.Length > 0);
        Start(Find("smsbox")!, "-v", "1", settings);
        await UntilAsync(client, status => status.Contains("smsbox:", StringComparison.Ordinal));
        Start(Operator, "-H", "127.0.0.1", "-r", $"{ports[3]}", "-m", "0", "none");
        await UntilAsync(client, status => status.Contains("(online", StringComparison.Ordinal));
    }

    private void Start(string program, params string[] arguments)
    {
        string[] command = Environment.IsPrivilegedProcess
            ? ["setpriv", $"--reuid={Unprivileged}", $"--regid={Unprivileged}", "--clear-groups", program, .. arguments]
            : [program, .. arguments];
        var process = OsProcess.Start(new System.Diagnostics.ProcessStartInfo("sh", ["-c", Watch, "sh", .. command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        })!;
        started.Add((process, ReadAsync(process)));
    }

    private async Task ReadAsync(OsProcess process)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            output.Enqueue(line);
        }
    }

    /// <summary>Waits until the status page of bearerbox meets a condition.</summary>
    private Task UntilAsync(HttpClient client, Predicate<string> isReached) =>
        Poll.UntilAsync(async () => isReached(await StatusAsync(client)), () => $"Kannel did not start:\n{Everything}");

    private async Task<string> StatusAsync(HttpClient client)
    {
        try
        {
            return await client.GetStringAsync(new Uri($"http://127.0.0.1:{ports[0]}/status.txt?password={Password}"));
        }
        catch (HttpRequestException)
        {
            return "";
        }
    }

    /// <summary>
    /// The operator shows a plain text unchanged. It shows binary messages, among them UCS-2 and parts of long texts, in URL encoding.
    /// </summary>
    private static string TextOf(Match arrival)
    {
        var payload = arrival.Groups["payload"].Value;
        if (arrival.Groups["kind"].Value == "text")
        {
            return payload;
        }

        return Encoding.Latin1.GetString(WebUtility.UrlDecodeToBytes(Encoding.ASCII.GetBytes(payload), 0, payload.Length)!);
    }

    private static string? Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin")
        .Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.ConvertAll(listener => ((IPEndPoint)listener.LocalEndpoint).Port);
        listeners.ForEach(listener => listener.Stop());
        return [.. ports];
    }

    [GeneratedRegex(@"Got message \d+: <\S+ (?<to>\S+) (?:udh (?<udh>\S+) )?(?<kind>text|data|ucs-2) (?<payload>.*)>$")]
    private static partial Regex Arrival();
}
