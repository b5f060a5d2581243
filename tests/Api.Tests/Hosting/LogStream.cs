using System.Runtime.CompilerServices;
using System.Text;
using Concierge.Api.Observability;

namespace Concierge.Api.Tests.Hosting;

/// <summary>Has the log of a program in this process go where <see cref="Console"/> goes, line by line, so that tests can tell whose it is.</summary>
internal sealed class LogStream(TextWriter console) : MemoryStream
{
    [ModuleInitializer]
    public static void Install() => ConsoleLog.Open = toStandardError => new LogStream(toStandardError ? Console.Error : Console.Out);

    public override void Flush()
    {
        var written = Encoding.UTF8.GetString(GetBuffer(), 0, (int)Length);
        if (written.EndsWith('\n'))
        {
            console.Write(written);
            SetLength(0);
        }
    }
}
