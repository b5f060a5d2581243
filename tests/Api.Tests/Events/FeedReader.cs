using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Concierge.Api.Tests.Events;

/// <summary>What a reader has seen of a feed of sent messages: whether the order is right, and a digest of every byte.</summary>
internal sealed class FeedReader(string start) : IDisposable
{
    private readonly IncrementalHash digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Dictionary<string, long> last = [];
    private readonly long first = long.Parse(start[5..]);

    /// <summary>Place to go on from.</summary>
    public string After { get; set; } = start;

    public int Count { get; private set; }

    /// <summary>Number of the events of each conversation.</summary>
    public IReadOnlyDictionary<string, long> Last => last;

    public string Digest => Convert.ToHexString(digest.GetCurrentHash());

    /// <summary>Adds the next event. Its position follows the one before, in the feed and in its conversation.</summary>
    public void Add(string json)
    {
        using var parsed = JsonDocument.Parse(json);
        var (id, data) = (parsed.RootElement.GetProperty("id").GetString()!, parsed.RootElement.GetProperty("data"));
        var conversation = data.GetProperty("conversation_id").GetString()!;
        Count++;
        Assert.Equal(first + Count, long.Parse(id[5..]));
        last[conversation] = last.GetValueOrDefault(conversation) + 1;
        Assert.Equal(last[conversation], data.GetProperty("position").GetInt64());
        After = id;
        digest.AppendData(Encoding.UTF8.GetBytes(json));
    }

    /// <summary>Reads pages until there are so many events.</summary>
    public async Task ReadPagesAsync(HttpClient client, Func<int> count, CancellationToken cancellationToken)
    {
        while (Count < count())
        {
            await using var body = await client.GetStreamAsync($"/changes?after={After}&limit=200&wait=1", cancellationToken);
            using var page = await JsonDocument.ParseAsync(body, default, cancellationToken);
            foreach (var item in page.RootElement.GetProperty("items").EnumerateArray())
            {
                Add(item.GetRawText());
            }

            Assert.Equal(After, page.RootElement.GetProperty("next_after").GetString());
        }
    }

    /// <summary>Reads a stream until there are so many events. Is cut off again and again, and resumes by the last id.</summary>
    public async Task ReadStreamAsync(HttpClient client, int cut, Func<int> count, CancellationToken cancellationToken)
    {
        var random = new Random(cut);
        while (Count < count())
        {
            await using var stream = await EventStreamClient.OpenAsync(client, "", ("Last-Event-ID", After));
            for (var left = random.Next(1, cut); left > 0 && Count < count();)
            {
                if (await stream.TryReadAsync().WaitAsync(cancellationToken) is { Event: null } message)
                {
                    Add(message.Data!);
                    left--;
                }
            }
        }
    }

    public void Dispose() => digest.Dispose();
}
