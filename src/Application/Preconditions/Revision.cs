namespace Concierge.Application.Preconditions;

/// <summary>
/// Identifies one state of one resource. No other resource ever has it, not even one that is created again under the same id.
/// </summary>
/// <param name="Resource">A stamp or an id that never returns. Contains no dot, which ends the revision in an entity tag.</param>
/// <param name="Version">Number of the state.</param>
public readonly record struct Revision(string Resource, int Version)
{
    /// <summary>Creates a revision of a resource whose id can return.</summary>
    /// <param name="stamp">Random value that the resource got when it was created.</param>
    /// <param name="version">Number of the state.</param>
    public Revision(Guid stamp, int version)
        : this(stamp.ToString("N"), version)
    {
    }

    public override string ToString() => $"{Resource}-{Version}";
}
