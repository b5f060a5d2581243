namespace Concierge.Api.Tests.Messages;

/// <summary>What the product must answer about messages, in memory and without regard to cost.</summary>
internal sealed class MessageModel
{
    private readonly Dictionary<(string Reader, string Peer), int> markers = [];

    /// <summary>All messages, in the order of the sends.</summary>
    public List<Sent> Messages { get; } = [];

    public HashSet<string> Deactivated { get; } = [];

    public Sent Send(string id, string sender, string recipient, string body)
    {
        var message = new Sent(id, sender, recipient, Between(sender, recipient).Count() + 1) { Body = body };
        Messages.Add(message);
        return message;
    }

    public void Mark(string reader, string peer, int position) =>
        markers[(reader, peer)] = Math.Max(MarkerOf(reader, peer), position);

    public IEnumerable<Sent> Between(string one, string other) =>
        Messages.Where(message =>
            (message.Sender == one && message.Recipient == other) || (message.Sender == other && message.Recipient == one));

    public IEnumerable<Sent> Of(string user) => Messages.Where(message => message.Sender == user || message.Recipient == user);

    public int MarkerOf(string reader, string peer) => markers.GetValueOrDefault((reader, peer));

    public int UnreadOf(string reader, string peer) => Between(reader, peer).Count(
        message => message.Recipient == reader && message.Body is not null && message.Position > MarkerOf(reader, peer));

    /// <summary>The peers of a user, latest activity first.</summary>
    public List<string> PeersOf(string user) =>
        [.. Of(user).Reverse().Select(message => message.Sender == user ? message.Recipient : message.Sender).Distinct()];

    public sealed class Sent(string id, string sender, string recipient, int position)
    {
        public string Id => id;

        public string Sender => sender;

        public string Recipient => recipient;

        public int Position => position;

        /// <summary>The text; null once deleted.</summary>
        public string? Body { get; set; }

        public bool IsEdited { get; set; }

        public List<string> Likes { get; } = [];

        /// <summary>The message as one line, for comparison.</summary>
        public override string ToString() => $"{id} {position} {sender} {recipient} {Body} {IsEdited} {string.Join(',', Likes)}";
    }
}
