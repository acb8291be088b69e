#include "grids/catalogue/inventory.h"

#include "grids/text/error.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

const std::string head = R"(name = "mine"
title = "My inventory"
family = "mine"
citation = "Me, 2024"
licence = "CC0"
url = "https://example.org"
)";

/// Writes a TOML file whose lines after `head` begin with line 7.
std::filesystem::path written(const std::string& text)
{
    const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    const std::filesystem::path path
        = std::filesystem::path(testing::TempDir()) / ("inventory_test_" + name + ".toml");
    std::ofstream(path) << text;
    return path;
}

Inventory loaded(const std::string& body)
{
    return Inventory::load(written(head + body));
}

/// The message with which a TOML text is refused, after the path of the file.
std::string refusal_of(const std::string& text)
{
    const std::filesystem::path path = written(text);
    try {
        Inventory::load(path);
    } catch (const InputError& error) {
        const std::string message = error.what();
        EXPECT_EQ(message.find(path.string()), 0u)
            << "the message must begin with the file: " << message;
        return message.substr(std::min(message.size(), path.string().size()));
    }
    return "accepted";
}

std::string refusal(const std::string& body)
{
    return refusal_of(head + body);
}

TEST(Inventory, Description_IsRead)
{
    const Inventory inventory = loaded("notes = \"few\"\n");
    EXPECT_EQ(inventory.name, "mine");
    EXPECT_EQ(inventory.title, "My inventory");
    EXPECT_EQ(inventory.family, "mine");
    EXPECT_EQ(inventory.citation, "Me, 2024");
    EXPECT_EQ(inventory.licence, "CC0");
    EXPECT_EQ(inventory.url, "https://example.org");
    EXPECT_EQ(inventory.notes, "few");
    EXPECT_EQ(inventory.source.filename(), "inventory_test_Description_IsRead.toml");
}

TEST(Inventory, OmittedKeys_AreNotAssumed)
{
    const Inventory inventory = loaded("");
    EXPECT_TRUE(inventory.unit.empty());
    EXPECT_TRUE(inventory.step.empty());
    EXPECT_TRUE(inventory.crs.empty());
    EXPECT_EQ(inventory.year_days, 0.0);
    EXPECT_FALSE(inventory.basis);
    EXPECT_FALSE(inventory.species.value);
    EXPECT_FALSE(inventory.negative_is_nodata);
    EXPECT_FALSE(inventory.table);
    EXPECT_FALSE(inventory.bare_text);
    EXPECT_EQ(inventory.area.kind, AreaConvention::Kind::wgs84);
}

TEST(Inventory, ReadsEveryKey)
{
    const Inventory inventory = loaded(R"(
[recognise]
files = ["a_{species}_{year}_{sector}.nc"]
variables = ["emi_*", "area"]
attributes = { source = "*here*" }
name_required = true
[layers]
variables = ["emi_{sector}"]
exclude = ["emi_sum"]
[species]
from = ["file", "attribute:substance"]
value = "CO2"
names = { "CO2_fossil" = "CO2" }
[sector]
from = ["variable", "dimension:sector"]
[year]
from = ["time", "file"]
value = 2012
[month]
from = ["index:month"]
[period]
step = "month"
year_days = 365
days_attribute = "cell_method"
[quantity]
unit = "g km-2 month-1"
unit_overrides = true
basis = "carbon"
negative_is_nodata = true
nodata = [-9999, -1.5]
[area]
convention = "provided"
variable = "area"
unit = "km2"
[declared_total]
attributes = ["total_*"]
unit = "kg/year"
[grid]
crs = "EPSG:4326"
)");
    EXPECT_EQ(inventory.recognise.files.size(), 1u);
    EXPECT_EQ(inventory.recognise.variables.at(1).text(), "area");
    EXPECT_EQ(inventory.recognise.attributes.at("source").text(), "*here*");
    EXPECT_TRUE(inventory.recognise.name_required);
    EXPECT_EQ(inventory.layer_variables.at(0).text(), "emi_{sector}");
    EXPECT_EQ(inventory.excluded_variables.at(0).text(), "emi_sum");
    EXPECT_EQ(inventory.species.from, (std::vector<std::string> { "file", "attribute:substance" }));
    EXPECT_EQ(inventory.species.value, "CO2");
    EXPECT_EQ(inventory.species.names.at("CO2_fossil"), "CO2");
    EXPECT_EQ(inventory.year.value, "2012");
    EXPECT_EQ(inventory.month.from.at(0), "index:month");
    EXPECT_EQ(inventory.step, "month");
    EXPECT_EQ(inventory.year_days, 365.0);
    EXPECT_EQ(inventory.days_attribute, "cell_method");
    EXPECT_EQ(inventory.unit, "g km-2 month-1");
    EXPECT_TRUE(inventory.unit_overrides);
    EXPECT_EQ(inventory.basis, Basis::carbon);
    EXPECT_TRUE(inventory.negative_is_nodata);
    EXPECT_EQ(inventory.nodata, (std::vector<double> { -9999, -1.5 }));
    EXPECT_EQ(inventory.area, (AreaConvention { AreaConvention::Kind::provided, 0.0, "area" }));
    EXPECT_EQ(inventory.area_unit, "km2");
    EXPECT_EQ(inventory.total_attributes.at(0).text(), "total_*");
    EXPECT_EQ(inventory.total_unit, "kg/year");
    EXPECT_EQ(inventory.crs, "EPSG:4326");
}

TEST(Inventory, ReadsASphere)
{
    EXPECT_EQ(loaded("[area]\nconvention = \"sphere\"\nradius_m = 6371000\n").area,
        (AreaConvention { AreaConvention::Kind::sphere, 6371000.0, "" }));
}

TEST(Inventory, ReadsATable)
{
    const Inventory inventory = loaded(R"([table]
columns = ["lat", "lon", "value"]
anchor = "corner"
step = 0.1
absent = "zero"
header_patterns = ["*year {year}*"]
[year]
from = ["header"]
)");
    ASSERT_TRUE(inventory.table);
    EXPECT_EQ(inventory.table->columns.at(1), "lon");
    EXPECT_EQ(inventory.table->anchor, TableForm::Anchor::corner);
    EXPECT_EQ(inventory.table->step, 0.1);
    EXPECT_TRUE(inventory.table->absent_is_zero);
    EXPECT_EQ(inventory.header_patterns.size(), 1u);

    const Inventory plain = loaded("[table]\n");
    EXPECT_EQ(plain.table->anchor, TableForm::Anchor::tell);
    EXPECT_FALSE(plain.table->absent_is_zero);
}

TEST(Inventory, ReadsABareText)
{
    const Inventory inventory = loaded(R"([bare_text]
rows = 2
columns = 3
skip_lines = 1
x_origin = -180
y_origin = 90
x_step = 0.5
y_step = -0.25
order = "columns"
nodata = [-1]
)");
    ASSERT_TRUE(inventory.bare_text);
    EXPECT_EQ(inventory.bare_text->rows, 2u);
    EXPECT_EQ(inventory.bare_text->columns, 3u);
    EXPECT_EQ(inventory.bare_text->skip_lines, 1u);
    EXPECT_EQ(inventory.bare_text->x_origin, -180.0);
    EXPECT_EQ(inventory.bare_text->y_step, -0.25);
    EXPECT_FALSE(inventory.bare_text->row_major);
    EXPECT_EQ(inventory.bare_text->nodata, (std::vector<double> { -1 }));
}

TEST(Inventory, FillsTheCrsFromTheFileName)
{
    const Inventory inventory = loaded(R"([recognise]
files = ["{country}_EPSG{epsg}_{year}.asc", "{country}_{year}.asc"]
[grid]
crs = "EPSG:{epsg}"
)");
    EXPECT_EQ(inventory.crs_of("/data/CZ_EPSG28403_2017.asc"), "EPSG:28403");
    EXPECT_EQ(inventory.crs_of("/data/CZ_EPSG28403_2017.asc.gz"), "EPSG:28403");
    EXPECT_EQ(inventory.crs_of("/data/other.asc"), "");
    EXPECT_EQ(loaded("[grid]\ncrs = \"EPSG:4326\"\n").crs_of("any"), "EPSG:4326");
}

TEST(Inventory, SeveralPatterns_FirstMatchGivesParts)
{
    const Inventory inventory
        = loaded("[recognise]\nfiles = [\"{year}_{month}_{sector}.nc\", \"{year}_{sector}.nc\"]\n");
    EXPECT_EQ(inventory.parts_of_name("2010_1_ENE.nc")->at("month"), "1");
    EXPECT_EQ(inventory.parts_of_name("2010_ENE.nc")->at("sector"), "ENE");
    EXPECT_FALSE(inventory.parts_of_name("ENE.nc"));
}

TEST(Inventory, RefusesUnknownKeysByLine)
{
    EXPECT_EQ(refusal("lisence = \"x\"\n").substr(0, 115),
        ":7: unknown key 'lisence' (did you mean 'licence'?); use one of the keys of the top of "
        "the "
        "inventory: name, title, ");
    EXPECT_EQ(refusal("[quantity]\nunits = \"t\"\n"),
        ":8: unknown key 'quantity.units' (did you mean 'unit'?); use one of the keys of "
        "[quantity]: unit, unit_overrides, basis, negative_is_nodata, nodata");
    EXPECT_EQ(refusal("\n\n[emissions]\n").substr(0, 29), ":9: unknown key 'emissions'; ");
}

TEST(Inventory, RefusesWrongTypesByLine)
{
    EXPECT_EQ(refusal("[quantity]\nunit = 3\n"),
        ":8: 'quantity.unit': invalid type: a number; write a text");
    EXPECT_EQ(refusal("[quantity]\nunit = \"t\"\nunit_overrides = \"yes\"\n"),
        ":9: 'quantity.unit_overrides': invalid type: a text; write true or false");
    EXPECT_EQ(refusal("quantity = \"t\"\n"),
        ":7: 'quantity': invalid type: a text; write a table, [quantity]");
    EXPECT_EQ(refusal("[recognise]\nfiles = \"a.nc\"\n"),
        ":8: 'recognise.files': invalid type: a text; write a list of patterns");
    EXPECT_EQ(refusal("[recognise]\nfiles = [\n  \"a.nc\",\n  7 ]\n"),
        ":10: 'recognise.files': invalid type: a number; write a text");
    EXPECT_EQ(refusal("[species]\nnames = { a = 1 }\n"),
        ":8: 'species.names.a': invalid type: a number; write a text");
    EXPECT_EQ(
        refusal("notes = \" \"\n"), ":7: 'notes': empty text; write a text or leave the key out");
    EXPECT_EQ(refusal("[quantity]\nnodata = [nan]\n"),
        ":8: 'quantity.nodata': nan is not a finite number");
}

TEST(Inventory, RefusesWhereARequiredKeyIsMissing)
{
    EXPECT_EQ(refusal_of("name = \"x\"\n"),
        ": missing key 'title'; give it a text at the top of the file");
    EXPECT_EQ(refusal("[bare_text]\nrows = 2\n"),
        ":7: missing key 'bare_text.columns'; give it a whole number");
    EXPECT_EQ(refusal("[area]\nconvention = \"sphere\"\n"),
        ":7: missing key 'area.radius_m'; give it a number");
    EXPECT_EQ(refusal("[area]\nconvention = \"provided\"\n"),
        ":7: missing key 'area.variable'; give it a text");
}

TEST(Inventory, UnknownChoice_IsRefused)
{
    EXPECT_EQ(refusal("[period]\nstep = \"week\"\n"),
        ":8: 'period.step': unknown value \"week\" (allowed: \"year\", \"month\")");
    EXPECT_EQ(refusal("[quantity]\nbasis = \"C\"\n"),
        ":8: 'quantity.basis': unknown value \"C\" (allowed: \"substance\", \"carbon\")");
    EXPECT_EQ(refusal("[table]\nanchor = \"middle\"\n"),
        ":8: 'table.anchor': unknown value \"middle\" (allowed: \"centre\", \"corner\", \"tell\")");
}

TEST(Inventory, NumberOutOfRange_IsRefused)
{
    EXPECT_EQ(refusal("[area]\nconvention = \"sphere\"\nradius_m = 6371\n"),
        ":9: 'area.radius_m': out of range: 6371 (allowed: 6300000 to 6500000); give the radius of "
        "the Earth in metres, e.g. 6371000");
    EXPECT_EQ(refusal("[period]\nyear_days = 3650\n"),
        ":8: 'period.year_days': out of range: 3650 (allowed: 360 to 366 days)");
    EXPECT_EQ(
        refusal("[table]\nstep = 0\n"), ":8: 'table.step': out of range: 0 (allowed: above 0)");
    EXPECT_EQ(refusal("[bare_text]\nrows = 0\n"),
        ":8: 'bare_text.rows': out of range: 0 (allowed: 1 to 4000000000)");
    EXPECT_EQ(refusal("[bare_text]\nrows = 4000000000\ncolumns = "
                      "4000000000\nx_origin=0\ny_origin=0\nx_step=1\ny_step=1\n"),
        ":8: 'bare_text.rows': out of range: 4000000000 rows x 4000000000 columns (allowed: "
        "4000000000 cells)");
    EXPECT_EQ(
        refusal("[bare_text]\nrows = 1\ncolumns = 1\nx_origin=0\ny_origin=0\nx_step=0\ny_step=1\n"),
        ":12: 'bare_text.x_step': out of range: 0 (allowed: below or above 0); give the signed "
        "size "
        "of a cell, negative if the order runs to the west or to the south");
}

TEST(Inventory, RefusesUnitsItCannotRead)
{
    EXPECT_EQ(refusal("[quantity]\nunit = \"bushel of soot\"\n"),
        ":8: 'quantity.unit': unknown unit 'bushel of soot'; use a mass, flux or amount, e.g. 't' "
        "or 'kg m-2 s-1'");
    EXPECT_NE(refusal("[declared_total]\nunit = \"m\"\n").find(":8: 'declared_total.unit'"),
        std::string::npos);
    EXPECT_EQ(refusal("[area]\nconvention = \"provided\"\nvariable = \"a\"\nunit = \"kg\"\n"),
        ":10: 'area.unit': inconsistent units: 'kg' cannot be converted to 'm2'; write a unit of "
        "area, e.g. km2");
}

TEST(Inventory, ConflictingKeys_AreRefused)
{
    EXPECT_EQ(refusal("[area]\nradius_m = 6371000\n"),
        ":8: 'area.radius_m': unused key without convention = \"sphere\"; declare that convention, "
        "or leave the key out");
    EXPECT_EQ(refusal("[quantity]\nunit_overrides = true\n"),
        ":8: 'quantity.unit_overrides': missing 'quantity.unit', which unit_overrides requires; "
        "declare the unit, e.g. unit = \"t\"");
    EXPECT_EQ(refusal("[recognise]\nname_required = true\n"),
        ":8: 'recognise.name_required': missing pattern in 'recognise.files', which name_required "
        "requires; add one, e.g. files = [\"mine_{year}.nc\"]");
    EXPECT_EQ(refusal("[bare_text]\nrows=1\ncolumns=1\nx_origin=0\ny_origin=0\nx_step=1\ny_step="
                      "1\n[table]\n"),
        ":7: 'bare_text': conflicting with 'table' (a text file has one of the two forms); keep "
        "one");
    EXPECT_EQ(refusal("[table]\ncolumns = [\"lat\", \"value\", \"sector\"]\n"),
        ":8: 'table.columns': missing column (found: lat, value, sector; required: lon or x, lat "
        "or "
        "y, and a value)");
    EXPECT_EQ(refusal("[grid]\ncrs = \"EPSG:{epsg}\"\n"),
        ":8: 'grid.crs': missing placeholder of \"EPSG:{epsg}\" in 'recognise.files'; add it to a "
        "pattern");
    EXPECT_EQ(refusal("[species]\nnames = { co2 = \"CO2\", CO2 = \"CO2\" }\n"),
        ":8: 'species.names.co2': duplicate name: differs from 'CO2' only in case; keep one");
}

TEST(Inventory, SourceWithoutPlaceholder_IsRefused)
{
    EXPECT_EQ(refusal("[recognise]\nfiles = [\"a.nc\"]\n[year]\nfrom = [\"file\"]\n"),
        ":10: 'year.from': missing placeholder {year} in 'recognise.files', which the source "
        "\"file\" requires; add it to a pattern, or use another source");
    EXPECT_NE(refusal("[sector]\nfrom = [\"variable\"]\n")
                  .find("missing placeholder {sector} in 'layers.variables'"),
        std::string::npos);
    EXPECT_NE(refusal("[year]\nfrom = [\"header\"]\n")
                  .find("missing placeholder {year} in 'table.header_patterns'"),
        std::string::npos);
    EXPECT_EQ(refusal("[sector]\nfrom = [\"time\"]\n"),
        ":8: 'sector.from': unsupported source \"time\" of a sector (allowed: year, month); use "
        "another source, e.g. \"file\"");
    EXPECT_EQ(refusal("[year]\nfrom = [\"name\"]\n"),
        ":8: 'year.from': unknown source \"name\" (allowed: \"file\", \"variable\", "
        "\"attribute:NAME\", \"dimension:NAME\", \"index:NAME\", \"time\", \"header\")");
    for (const char* source : { "filename", "attribute", "attribute:", "dimension:", "" }) {
        EXPECT_EQ(refusal("[year]\nfrom = [\"" + std::string(source) + "\"]\n").substr(0, 15),
            ":8: 'year.from'")
            << source;
    }
    EXPECT_EQ(loaded("[recognise]\nfiles = [\"a_{yy}.tif\"]\n[year]\nfrom = [\"file\"]\n")
                  .year.from.at(0),
        "file");
}

TEST(Inventory, RefusesBadPatternsByLine)
{
    EXPECT_EQ(refusal("[recognise]\nfiles = [\"ok.nc\",\n\"a_{year.nc\"]\n"),
        ":9: 'recognise.files': unclosed brace in pattern 'a_{year.nc'; write a placeholder as "
        "{year}");
}

TEST(Inventory, UnknownCrs_IsRefused)
{
    EXPECT_EQ(refusal("[grid]\ncrs = \"EPSG:99999999\"\n").substr(0, 16), ":8: 'grid.crs': ");
}

TEST(Inventory, FileWithoutToml_IsRefused)
{
    EXPECT_EQ(refusal("= 3\n").substr(0, 20), ":7: invalid TOML: Er");
    EXPECT_THROW(Inventory::load("/nowhere/at/all.toml"), InputError);
    try {
        Inventory::load("/nowhere/at/all.toml");
    } catch (const InputError& error) {
        EXPECT_EQ(std::string(error.what()).find("/nowhere/at/all.toml: unreadable: "), 0u)
            << error.what();
    }
}

} // namespace
} // namespace cityflux
