namespace Concierge.Application.Paging;

/// <summary>An item whose size is estimated, so that pages are bounded in bytes.</summary>
public interface ISized
{
    /// <summary>Gets the approximate size in a response, in bytes.</summary>
    int Size { get; }
}
