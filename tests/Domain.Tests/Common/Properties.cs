using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace Concierge.Domain.Tests.Common;

/// <summary>Checks a property with 1000 generated values, the same in every run.</summary>
internal static class Properties
{
    private const ulong Seed = 20260115;

    /// <summary>The random number generator requires an odd value.</summary>
    private const ulong Gamma = 9562 | 1;

    public static void HoldsForAll<T>(Gen<T> values, Func<T, bool> property) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(1000).WithReplay(new Replay(new Rnd(Seed, Gamma), FSharpOption<int>.None)),
            Prop.ForAll(values.ToArbitrary(), property));

    /// <summary>Generates text from a small alphabet, so that equal and similar texts are common.</summary>
    public static Gen<string> TextOf(string alphabet, int minLength, int maxLength) =>
        from length in Gen.Choose(minLength, maxLength)
        from characters in Gen.Elements(alphabet.ToCharArray()).ArrayOf(length)
        select new string(characters);
}
