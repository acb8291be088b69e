#include "grids/storage/point_table.h"

#include "tests/grids/storage/grid_values.h"
#include "tests/grids/storage/gzip.h"
#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;
using Values = std::vector<double>;

class PointTableTest : public testing::Test {
protected:
    std::unique_ptr<GridFile> read(const std::string& text, const TableForm& form = {})
    {
        folder_.write("a.txt", text);
        return open_point_table(path_, form);
    }
    std::string refusal(const std::string& text, const TableForm& form = {})
    {
        return refusal_of([&] { read(text, form); });
    }

    TemporaryFolder folder_;
    std::string path_ = folder_.file("a.txt");
};

/// Six cells of one degree from 10 E 50 N on, by their centres.
const std::string six_points = "lon lat value\n"
                               "10.5 50.5 1\n"
                               "11.5 50.5 2\n"
                               "12.5 50.5 3\n"
                               "10.5 51.5 4\n"
                               "11.5 51.5 5\n"
                               "12.5 51.5 6\n";

std::string separated_by(const std::string& separator)
{
    std::string text = six_points;
    for (std::size_t i = text.find(' '); i != std::string::npos;
         i = text.find(' ', i + separator.size())) {
        text.replace(i, 1, separator);
    }
    return text;
}

TEST_F(PointTableTest, AnySeparator_IsRead)
{
    for (const char* separator : { ";", ",", "\t", " ", "    ", "; ", " , " }) {
        const auto file = read(separated_by(separator));
        EXPECT_EQ(file->format(), "point table");
        EXPECT_EQ(file->grid(), (Grid { Axis(10, 1, 3), Axis(50, 1, 2).clamped(90), Crs() }))
            << "'" << separator << "'";
        ASSERT_EQ(file->variables().size(), 1u);
        EXPECT_EQ(file->variables()[0].name, "value");
        EXPECT_EQ(values_of(*file), (Values { 1, 2, 3, 4, 5, 6 })) << "'" << separator << "'";
    }
}

TEST_F(PointTableTest, AnyOrder_GivesSameGrid)
{
    const auto file = read("power;latitude;industry;longitude\n"
                           "6;51.5;60;12.5\n"
                           "1;50.5;10;10.5\n"
                           "5;51.5;50;11.5\n"
                           "3;50.5;30;12.5\n"
                           "2;50.5;20;11.5\n"
                           "4;51.5;40;10.5\n");
    ASSERT_EQ(file->variables().size(), 2u);
    EXPECT_EQ(file->variables()[0].name, "power");
    EXPECT_EQ(file->variables()[1].name, "industry");
    EXPECT_EQ(values_of(*file, 0), (Values { 1, 2, 3, 4, 5, 6 }));
    EXPECT_EQ(values_of(*file, 1), (Values { 10, 20, 30, 40, 50, 60 }));
    EXPECT_EQ(file->values(file->variables()[1], {}, { 1, 1 }), (Values { 40, 50, 60 }));
}

TEST_F(PointTableTest, KeepsItsHeaderLines)
{
    const auto file = read("EDGAR v5.0, CO2, 2015\n\nunit: ton\n" + six_points);
    EXPECT_EQ(file->attributes().text("header 1"), "EDGAR v5.0, CO2, 2015");
    EXPECT_EQ(file->attributes().text("header 2"), "unit: ton");
    EXPECT_EQ(file->attributes().text("header 3"), "lon lat value");
    EXPECT_EQ(values_of(*file), (Values { 1, 2, 3, 4, 5, 6 }));
}

TEST_F(PointTableTest, ColumnsDeclaredWhereNoHeaderNamesThem)
{
    const std::string bare = six_points.substr(six_points.find('\n') + 1);
    EXPECT_EQ(refusal(bare),
        path_
            + ": ambiguous columns: the meaning of the 3 columns is unknown; name them in a header "
              "line (lon,lat,value) or as [table] columns in an inventory TOML");
    TableForm form;
    form.columns = { "lon", "lat", "co2" };
    EXPECT_EQ(read(bare, form)->variables()[0].name, "co2");
    form.columns = { "lon", "lat" };
    EXPECT_THAT(refused([&] { read(bare, form); }), IsProblem(ProblemCode::ambiguous, path_));
}

TEST_F(PointTableTest, MultiplesOfTheStepAreCorners)
{
    const auto file = read("lat;lon;co2\n30;120;1\n30;120.1;2\n30.1;120;3\n30.1;120.1;4\n");
    EXPECT_EQ(file->grid().x, Axis(120, 0.1, 2));
    EXPECT_EQ(file->grid().y, Axis(30, 0.1, 2).clamped(90));
    EXPECT_EQ(values_of(*file), (Values { 1, 2, 3, 4 }));
    ASSERT_EQ(file->notes().size(), 1u);
    EXPECT_THAT(file->notes()[0], HasSubstr("multiples of 0.1: used as south-west corners"));
}

TEST_F(PointTableTest, OddHalfSteps_AreCentres)
{
    const auto file
        = read("lat;lon;co2\n30.05;120.05;1\n30.05;120.15;2\n30.15;120.05;3\n30.15;120.15;4\n");
    EXPECT_EQ(file->grid().x, Axis(120, 0.1, 2));
    EXPECT_EQ(file->grid().y, Axis(30, 0.1, 2).clamped(90));
    ASSERT_EQ(file->notes().size(), 1u);
    EXPECT_THAT(file->notes()[0], HasSubstr("odd multiples of 0.05: used as cell centres"));
}

TEST_F(PointTableTest, DeclaredAnchor_IsUsedWithoutNote)
{
    const std::string text = "lat;lon;co2\n30;120;1\n30;121;2\n31;120;3\n31;121;4\n";
    TableForm form;
    form.anchor = TableForm::Anchor::centre;
    EXPECT_EQ(read(text, form)->grid().x, Axis(119.5, 1, 2));
    EXPECT_TRUE(read(text, form)->notes().empty()) << "nothing was guessed";
    form.anchor = TableForm::Anchor::corner;
    EXPECT_EQ(read(text, form)->grid().x, Axis(120, 1, 2));
}

TEST_F(PointTableTest, PointsOffLattice_BecomeCellCentres)
{
    const auto file = read("x,y,co2\n3.2,7.3,1\n4.2,7.3,2\n3.2,8.3,3\n4.2,8.3,4\n");
    EXPECT_NEAR(file->grid().x.edge(0), 2.7, 1e-12) << "but for the rounding of float64";
    EXPECT_FALSE(file->grid().crs) << "x and y are no degrees";
    EXPECT_THAT(file->notes().at(0),
        HasSubstr("neither on multiples of 1 nor half way between: used as cell centres"));
}

TEST_F(PointTableTest, RowsOfHalfCellsAtThePoles)
{
    TableForm form;
    form.anchor = TableForm::Anchor::centre;
    const auto file = read("lon,lat,co2\n0,-90,1\n120,-90,2\n240,-90,3\n0,0,4\n120,0,5\n240,0,6\n0,"
                           "90,7\n120,90,8\n240,90,9\n",
        form);
    EXPECT_EQ(file->grid().y.edge(0), -90.0);
    EXPECT_EQ(file->grid().y.edge(1), -45.0);
    EXPECT_EQ(file->grid().y.edge(3), 90.0);
    EXPECT_EQ(values_of(*file), (Values { 1, 2, 3, 4, 5, 6, 7, 8, 9 }));
}

TEST_F(PointTableTest, CellsThatNoLineNames)
{
    const std::string sparse = "lon lat value\n10.5 50.5 1\n12.5 50.5 3\n11.5 51.5 5\n";
    EXPECT_EQ(values_of(*read(sparse)), (Values { 1, none, 3, none, 5, none }))
        << "nodata, where it is not declared";
    TableForm form;
    form.absent_is_zero = true;
    EXPECT_EQ(values_of(*read(sparse, form)), (Values { 1, 0, 3, 0, 5, 0 }));
}

TEST_F(PointTableTest, FieldsWithoutANumberAreNodata)
{
    TableForm form;
    form.absent_is_zero = true;
    EXPECT_EQ(values_of(*read(
                  "lon,lat,value\n10.5,50.5,1\n11.5,50.5,\n10.5,51.5,NA\n11.5,51.5,NaN\n", form)),
        (Values { 1, none, none, none }));
}

TEST_F(PointTableTest, FinerDeclaredStep_GivesEmptyCells)
{
    TableForm form;
    form.step = 0.5;
    form.anchor = TableForm::Anchor::centre;
    const auto file = read("lon lat value\n10.25 50.25 1\n11.25 50.25 2\n10.25 50.75 3\n", form);
    EXPECT_EQ(file->grid().x, Axis(10, 0.5, 3));
    EXPECT_EQ(values_of(*file), (Values { 1, none, 2, 3, none, none }));
}

TEST_F(PointTableTest, SingleColumnWithoutStep_IsRefused)
{
    const std::string text = "lon lat value\n10.5 50.5 1\n10.5 51.5 2\n";
    EXPECT_EQ(refusal(text),
        path_
            + ": missing cell size: all cells have the same x; declare the cell size as [table] "
              "step in an inventory TOML, e.g. step = 0.1");
    TableForm form;
    form.step = 1.0;
    EXPECT_EQ(read(text, form)->grid().x, Axis(10, 1, 1));
}

TEST_F(PointTableTest, RoundingOfTheTextIsCleanedAway)
{
    std::string text = "lon,lat,value\n";
    for (int row = 0; row < 5; ++row) {
        for (int column = 0; column < 120; ++column) {
            text += fmt::format("{:.4f},{:.4f},{}\n", 100.0 + (column + 0.5) / 120.0,
                30.0 + (row + 0.5) / 120.0, column);
        }
    }
    const auto file = read(text);
    EXPECT_EQ(file->grid().columns(), 120u);
    // The outermost points are rounded by up to 5e-5 degree each, and nothing says what they were.
    EXPECT_NEAR(file->grid().x.edge(0), 100.0, 1e-4);
    EXPECT_NEAR(file->grid().x.edge(120), 101.0, 1e-4);
    EXPECT_NEAR(file->grid().y.edge(5), 30.0 + 5 / 120.0, 1e-4);
}

TEST_F(PointTableTest, WindowsLinesAndGzip_AreRead)
{
    std::string windows = "\xEF\xBB\xBF" + six_points;
    for (std::size_t i = windows.find('\n'); i != std::string::npos;
         i = windows.find('\n', i + 2)) {
        windows.replace(i, 1, "\r\n");
    }
    EXPECT_EQ(values_of(*read(windows)), (Values { 1, 2, 3, 4, 5, 6 }));
    EXPECT_EQ(values_of(*open_point_table(write_gzip(folder_.file("a.txt.gz"), six_points), {})),
        (Values { 1, 2, 3, 4, 5, 6 }));
}

TEST_F(PointTableTest, CellGivenTwice_IsRefused)
{
    EXPECT_EQ(refusal(six_points + "11.5 50.5 7\n"),
        path_ + ":8: duplicate cell at 11.5, 50.5; keep one of them");
}

TEST_F(PointTableTest, PointOffGrid_IsRefused)
{
    TableForm form;
    form.step = 1.0;
    EXPECT_EQ(refusal(six_points + "11.73 52.5 7\n", form),
        path_
            + ":8: inconsistent cell at 11.73, 52.5: not on the grid of the declared step 1; set "
              "[table] step to a size of cells on which all points lie, or sum the points by cell "
              "first");
    EXPECT_THAT(refusal(six_points + "11.73 52.5 7\n"), HasSubstr("of the other cells; declare"));
}

TEST_F(PointTableTest, FinerStepThatIsAdvised_IsRead)
{
    TableForm form;
    form.step = 0.01;
    EXPECT_EQ(
        read("lon,lat,co2\n10.37,50.5,1\n10.44,50.5,2\n10.51,50.7,3\n", form)->grid().columns(),
        15u);
}

TEST_F(PointTableTest, StrayPoint_MakesNoFinerGrid)
{
    std::string text = "lon,lat,value\n";
    for (int row = 0; row < 30; ++row) {
        for (int column = 0; column < 30; ++column) {
            text += fmt::format("{:.2f},{:.2f},1\n", 100.05 + column / 10.0, 30.05 + row / 10.0);
        }
    }
    EXPECT_EQ(read(text)->grid().columns(), 30u);
    EXPECT_THAT(refusal(text + "101.57,31.05,1\n"),
        HasSubstr(
            path_ + ":902: inconsistent cell at 101.57, 31.05: not on the grid of step 0.1 x 0.1"));
}

TEST_F(PointTableTest, UnreadableLine_IsRefusedWithNumber)
{
    EXPECT_EQ(refusal(six_points + "13.5 51.5 x7\n"),
        path_ + ":8: inconsistent line '13.5 51.5 x7': not 3 numbers, as the lines before it");
    const auto line = [&](int number) {
        return IsProblem(ProblemCode::inconsistent, path_ + ":" + std::to_string(number));
    };
    const auto reading = [&](const std::string& text) { return refused([&] { read(text); }); };
    EXPECT_THAT(reading(six_points + "13.5 51.5\n"), line(8));
    EXPECT_THAT(reading(six_points + "13.5 51.5 7 8\n"), line(8));
    EXPECT_THAT(reading(six_points + "\n\n<html>\n"), line(10)) << "empty lines count";
    EXPECT_THAT(reading("lon,lat,value\n10.5,50.5,1\n11.5,51,5,2\n"), line(3)) << "a decimal comma";
    EXPECT_EQ(refusal("lon,lat,value\n10.5,50.5,1\n,51.5,2\n"),
        path_ + ":3: missing coordinate of a cell");
}

TEST_F(PointTableTest, TextsWithoutNumbersAreRefused)
{
    EXPECT_EQ(refusal("lon,lat,value\n"), path_ + ": missing line of numbers");
    std::string prose;
    for (int i = 0; i < 100; ++i) {
        prose += "once upon a time\n";
    }
    EXPECT_EQ(refusal(prose),
        path_
            + ": missing line of numbers among the first 50 lines; give x (or "
              "lon), y (or lat) and a value in each line");
}

TEST_F(PointTableTest, HugeGrid_IsRefusedEarly)
{
    EXPECT_EQ(refusal("x,y,v\n0,0,1\n0.01,0.01,2\n1000,1000,3\n"),
        path_
            + ": grid out of range: 3 points make 100001 x 100001 cells; declare the cell size as "
              "[table] step in an inventory TOML, e.g. step = 0.1");
}

} // namespace
} // namespace cityflux
