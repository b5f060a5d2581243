namespace Concierge.Domain.Sms;

/// <summary>The alphabet that an SMS is encoded in (3GPP TS 23.038).</summary>
public enum SmsEncoding
{
    /// <summary>The 7-bit default alphabet and its extension table.</summary>
    Gsm7,

    /// <summary>16 bits for each UTF-16 code unit.</summary>
    Ucs2,
}
