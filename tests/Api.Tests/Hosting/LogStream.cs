using System.Text;

namespace Concierge.Api.Tests.Hosting;

/// <summary>Passes the log on to a text writer, whole lines at a time.</summary>
internal sealed class LogStream(TextWriter target) : MemoryStream
{
    public override void Flush()
    {
        var written = Encoding.UTF8.GetString(GetBuffer(), 0, (int)Length);
        if (written.EndsWith('\n'))
        {
            target.Write(written);
            SetLength(0);
        }
    }
}
