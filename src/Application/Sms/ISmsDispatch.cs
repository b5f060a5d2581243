namespace Concierge.Application.Sms;

/// <summary>Hands accepted messages over, in the background.</summary>
public interface ISmsDispatch
{
    /// <summary>Has it look for due messages now instead of at its next turn. To be called once the message is committed.</summary>
    void Wake();
}
