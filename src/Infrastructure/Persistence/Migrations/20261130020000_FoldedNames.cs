using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Concierge.Infrastructure.Persistence.Migrations
{
    /// <summary>Lets the database fold the names of users (docs/decisions/0017-folded-names.md).</summary>
    public partial class FoldedNames : Migration
    {
        /// <summary>
        /// Letters that are compared as another letter, as ranges with the distance to it. With a distance of 1, the two alternate. The
        /// source is CaseFolding.txt of Unicode 16, status C, plus dotless i. Letters that NFKD decomposes are left out.
        /// </summary>
        private static readonly (int First, int Last, int Distance)[] Letters =
        [
            (0x41, 0x5A, 32), (0xC6, 0xC6, 32), (0xD0, 0xD0, 32), (0xD8, 0xD8, 32), (0xDE, 0xDE, 32), (0x110, 0x110, 1), (0x126, 0x126, 1),
            (0x131, 0x131, -200), (0x141, 0x141, 1), (0x14A, 0x14A, 1), (0x152, 0x152, 1), (0x166, 0x166, 1), (0x181, 0x181, 210),
            (0x182, 0x184, 1), (0x186, 0x186, 206), (0x187, 0x187, 1), (0x189, 0x18A, 205), (0x18B, 0x18B, 1), (0x18E, 0x18E, 79),
            (0x18F, 0x18F, 202), (0x190, 0x190, 203), (0x191, 0x191, 1), (0x193, 0x193, 205), (0x194, 0x194, 207), (0x196, 0x196, 211),
            (0x197, 0x197, 209), (0x198, 0x198, 1), (0x19C, 0x19C, 211), (0x19D, 0x19D, 213), (0x19F, 0x19F, 214), (0x1A2, 0x1A4, 1),
            (0x1A6, 0x1A6, 218), (0x1A7, 0x1A7, 1), (0x1A9, 0x1A9, 218), (0x1AC, 0x1AC, 1), (0x1AE, 0x1AE, 218), (0x1B1, 0x1B2, 217),
            (0x1B3, 0x1B5, 1), (0x1B7, 0x1B7, 219), (0x1B8, 0x1B8, 1), (0x1BC, 0x1BC, 1), (0x1E4, 0x1E4, 1), (0x1F6, 0x1F6, -97),
            (0x1F7, 0x1F7, -56), (0x21C, 0x21C, 1), (0x220, 0x220, -130), (0x222, 0x224, 1), (0x23A, 0x23A, 10795), (0x23B, 0x23B, 1),
            (0x23D, 0x23D, -163), (0x23E, 0x23E, 10792), (0x241, 0x241, 1), (0x243, 0x243, -195), (0x244, 0x244, 69), (0x245, 0x245, 71),
            (0x246, 0x24E, 1), (0x370, 0x372, 1), (0x376, 0x376, 1), (0x37F, 0x37F, 116), (0x391, 0x3A1, 32), (0x3A3, 0x3A9, 32),
            (0x3C2, 0x3C2, 1), (0x3CF, 0x3CF, 8), (0x3D8, 0x3EE, 1), (0x3F7, 0x3F7, 1), (0x3FA, 0x3FA, 1), (0x3FD, 0x3FF, -130),
            (0x402, 0x402, 80), (0x404, 0x406, 80), (0x408, 0x40B, 80), (0x40F, 0x40F, 80), (0x410, 0x418, 32), (0x41A, 0x42F, 32),
            (0x460, 0x474, 1), (0x478, 0x480, 1), (0x48A, 0x4BE, 1), (0x4C0, 0x4C0, 15), (0x4C3, 0x4CD, 1), (0x4D4, 0x4D4, 1),
            (0x4D8, 0x4D8, 1), (0x4E0, 0x4E0, 1), (0x4E8, 0x4E8, 1), (0x4F6, 0x4F6, 1), (0x4FA, 0x52E, 1), (0x531, 0x556, 48),
            (0x10A0, 0x10C5, 7264), (0x10C7, 0x10C7, 7264), (0x10CD, 0x10CD, 7264), (0x13F8, 0x13FD, -8), (0x1C80, 0x1C80, -6222),
            (0x1C81, 0x1C81, -6221), (0x1C82, 0x1C82, -6212), (0x1C83, 0x1C84, -6210), (0x1C85, 0x1C85, -6211), (0x1C86, 0x1C86, -6204),
            (0x1C87, 0x1C87, -6180), (0x1C88, 0x1C88, 35267), (0x1C89, 0x1C89, 1), (0x1C90, 0x1CBA, -3008), (0x1CBD, 0x1CBF, -3008),
            (0x1EFA, 0x1EFE, 1), (0x2132, 0x2132, 28), (0x2183, 0x2183, 1), (0x2C00, 0x2C2F, 48), (0x2C60, 0x2C60, 1),
            (0x2C62, 0x2C62, -10743), (0x2C63, 0x2C63, -3814), (0x2C64, 0x2C64, -10727), (0x2C67, 0x2C6B, 1), (0x2C6D, 0x2C6D, -10780),
            (0x2C6E, 0x2C6E, -10749), (0x2C6F, 0x2C6F, -10783), (0x2C70, 0x2C70, -10782), (0x2C72, 0x2C72, 1), (0x2C75, 0x2C75, 1),
            (0x2C7E, 0x2C7F, -10815), (0x2C80, 0x2CE2, 1), (0x2CEB, 0x2CED, 1), (0x2CF2, 0x2CF2, 1), (0xA640, 0xA66C, 1),
            (0xA680, 0xA69A, 1), (0xA722, 0xA72E, 1), (0xA732, 0xA76E, 1), (0xA779, 0xA77B, 1), (0xA77D, 0xA77D, -35332),
            (0xA77E, 0xA786, 1), (0xA78B, 0xA78B, 1), (0xA78D, 0xA78D, -42280), (0xA790, 0xA792, 1), (0xA796, 0xA7A8, 1),
            (0xA7AA, 0xA7AA, -42308), (0xA7AB, 0xA7AB, -42319), (0xA7AC, 0xA7AC, -42315), (0xA7AD, 0xA7AD, -42305),
            (0xA7AE, 0xA7AE, -42308), (0xA7B0, 0xA7B0, -42258), (0xA7B1, 0xA7B1, -42282), (0xA7B2, 0xA7B2, -42261), (0xA7B3, 0xA7B3, 928),
            (0xA7B4, 0xA7C2, 1), (0xA7C4, 0xA7C4, -48), (0xA7C5, 0xA7C5, -42307), (0xA7C6, 0xA7C6, -35384), (0xA7C7, 0xA7C9, 1),
            (0xA7CB, 0xA7CB, -42343), (0xA7CC, 0xA7CC, 1), (0xA7D0, 0xA7D0, 1), (0xA7D6, 0xA7DA, 1), (0xA7DC, 0xA7DC, -42561),
            (0xA7F5, 0xA7F5, 1), (0xAB70, 0xABBF, -38864), (0x10400, 0x10427, 40), (0x104B0, 0x104D3, 40), (0x10570, 0x1057A, 39),
            (0x1057C, 0x1058A, 39), (0x1058C, 0x10592, 39), (0x10594, 0x10595, 39), (0x10C80, 0x10CB2, 64), (0x10D50, 0x10D65, 32),
            (0x118A0, 0x118BF, 32), (0x16E40, 0x16E5F, 32), (0x1E900, 0x1E921, 34),
        ];

        /// <summary>
        /// Characters that are not compared: marks that people leave out (accents, Hebrew points, Arabic vowel signs), and invisible
        /// characters. Vowel signs of Indic scripts and voicing marks of kana are compared, because without them it is another word.
        /// </summary>
        private static readonly (int First, int Last)[] Ignored =
        [
            (0x300, 0x36F), (0x483, 0x489), (0x591, 0x5BD), (0x5BF, 0x5BF), (0x5C1, 0x5C2), (0x5C4, 0x5C5), (0x5C7, 0x5C7), (0x64B, 0x65F),
            (0x670, 0x670), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F),
            (0xAD, 0xAD), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
        ];

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(
                """
                DO $$
                BEGIN
                    IF current_setting('server_encoding') <> 'UTF8' THEN
                        RAISE 'The encoding of the database must be UTF8, not %. Create the database with ENCODING ''UTF8''.',
                            current_setting('server_encoding');
                    END IF;
                END
                $$
                """);

            // Composed again at the end, so that a Korean syllable does not match the start of a longer one. In PL/pgSQL, a session prepares
            // the statement with its long constant once. Before PostgreSQL 18, a function in SQL parses it for every statement.
            var forms = JsonSerializer.Serialize(ComparedForms());
            migrationBuilder.Sql(
                $"""
                CREATE FUNCTION fold_name(name text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
                BEGIN
                    RETURN normalize((
                        SELECT string_agg(coalesce('{forms}'::jsonb ->> letter, letter), '' ORDER BY place)
                        FROM string_to_table(normalize(name, NFKD), NULL) WITH ORDINALITY AS letters (letter, place)), NFKC);
                END
                $$
                """);

            // A column cannot become a generated one. Creating it again also folds the existing names.
            migrationBuilder.DropColumn(name: "search_name", table: "users");
            migrationBuilder.AddColumn<string>(
                name: "search_name", table: "users", type: "text", nullable: false, computedColumnSql: "fold_name(name)", stored: true);
            CreateIndex(migrationBuilder);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(name: "search_name", table: "users");
            migrationBuilder.AddColumn<string>(name: "search_name", table: "users", type: "text", nullable: true);
            migrationBuilder.Sql("UPDATE users SET search_name = lower(name); ALTER TABLE users ALTER search_name SET NOT NULL");
            CreateIndex(migrationBuilder);
            migrationBuilder.Sql("DROP FUNCTION fold_name");
        }

        private static void CreateIndex(MigrationBuilder migrationBuilder) =>
            migrationBuilder.CreateIndex(name: "ix_users_search_name", table: "users", column: "search_name")
                .Annotation("Npgsql:IndexMethod", "gin")
                .Annotation("Npgsql:IndexOperators", new[] { "gin_trgm_ops" });

        /// <summary>Gets the text that is compared instead of a character, by character.</summary>
        private static Dictionary<string, string> ComparedForms()
        {
            var forms = new Dictionary<string, string> { ["ß"] = "ss", ["ẞ"] = "ss" };
            foreach (var (first, last, distance) in Letters)
            {
                for (var letter = first; letter <= last; letter += distance == 1 ? 2 : 1)
                {
                    forms.Add(new Rune(letter).ToString(), new Rune(letter + distance).ToString());
                }
            }

            foreach (var (first, last) in Ignored)
            {
                for (var character = first; character <= last; character++)
                {
                    forms.Add(new Rune(character).ToString(), "");
                }
            }

            return forms;
        }
    }
}
