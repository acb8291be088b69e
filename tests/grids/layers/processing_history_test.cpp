#include "grids/layers/processing_history.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using Words = std::vector<std::string>;

/// The steps of a history in the words of their programs.
Words steps(const std::string& history)
{
    Words words;
    for (const ProcessingStep& step : steps_of_history(history)) {
        words.push_back(step.words);
    }
    return words;
}

Treatment treatment(const std::string& history)
{
    const auto found = steps_of_history(history);
    return found.size() == 1 ? found.front().treatment : Treatment::unit_set;
}

TEST(ProcessingHistory, ChainOfCdo_IsReadFromTheRight)
{
    EXPECT_EQ(
        steps("Tue Dec 01 01:44:59 2026: cdo -s -f nc4 mulc,12 -yearsum -selname,co2 m.nc a.nc"),
        (Words { "cdo yearsum", "cdo mulc" }));
}

TEST(ProcessingHistory, NewestLine_ComesFirst)
{
    EXPECT_EQ(steps("Tue Dec  1 10:00:02 2026: ncra -O -y ttl a.nc b.nc\n"
                    "Tue Dec  1 10:00:01 2026: /usr/bin/cdo -s remapcon,g.txt m.nc a.nc"),
        (Words { "cdo remapcon", "ncra -y ttl" }));
}

TEST(ProcessingHistory, AscendingDates_TurnTheOrder)
{
    EXPECT_EQ(steps("Sat Nov 28 10:00:01 2026: cdo remapcon,g.txt m.nc a.nc\n"
                    "Tue Dec 01 10:00:02 2026: cdo yearsum a.nc b.nc"),
        (Words { "cdo remapcon", "cdo yearsum" }));
}

TEST(ProcessingHistory, UnitSetLater_SettlesIt)
{
    EXPECT_TRUE(steps("cdo setunit,t -yearsum m.nc a.nc").empty());
    EXPECT_TRUE(steps("ncatted -O -a units,co2,o,c,t b.nc\ncdo yearsum m.nc b.nc").empty());
    EXPECT_TRUE(steps("cdo setattribute,co2@units=t a.nc b.nc\ncdo mulc,12 m.nc a.nc").empty());
    EXPECT_EQ(steps("cdo yearsum -setunit,t m.nc a.nc"), (Words { "cdo yearsum" }));
}

TEST(ProcessingHistory, SumsOfNco_NeedTheTime)
{
    EXPECT_EQ(treatment("ncwa -O -y ttl -a time m.nc e.nc"), Treatment::time_sum);
    EXPECT_EQ(treatment("ncra --op_typ=total m.nc e.nc"), Treatment::time_sum);
    EXPECT_TRUE(steps("ncra m.nc e.nc\nncwa -y ttl -a lat,lon m.nc e.nc").empty());
}

TEST(ProcessingHistory, ProductsWithAreas_AreFound)
{
    EXPECT_EQ(treatment("cdo -s mul m.nc -gridarea m.nc c.nc"), Treatment::area_product);
    EXPECT_EQ(treatment("cdo mul flux.nc cell_area.nc c.nc"), Treatment::area_product);
    EXPECT_EQ(treatment("cdo div t.nc -gridarea t.nc c.nc"), Treatment::area_quotient);
    EXPECT_EQ(treatment("ncap2 -O -s co2=co2*gridarea m.nc c.nc"), Treatment::area_product);
    EXPECT_EQ(treatment("ncap2 -s co2=area*co2 m.nc c.nc"), Treatment::area_product);
    EXPECT_EQ(treatment("ncbo --op_typ=mlt flux.nc areas.nc c.nc"), Treatment::area_product);
    EXPECT_TRUE(steps("cdo mul flux.nc weights.nc c.nc").empty());
}

TEST(ProcessingHistory, Constants_AreFoundUnlessOne)
{
    EXPECT_EQ(treatment("cdo mulc,0.001 m.nc c.nc"), Treatment::constant);
    EXPECT_EQ(treatment("cdo divc,12 m.nc c.nc"), Treatment::constant);
    EXPECT_EQ(treatment("cdo expr,co2=co2*31536000 m.nc c.nc"), Treatment::constant);
    EXPECT_EQ(treatment("ncap2 -s co2=co2*12.0 m.nc c.nc"), Treatment::constant);
    EXPECT_TRUE(steps("cdo mulc,1 m.nc c.nc").empty());
}

TEST(ProcessingHistory, OtherWork_IsNoStep)
{
    EXPECT_TRUE(steps("cdo -sellonlatbox,10,12,0,2 -selname,yearsum_co2 yearsum.nc c.nc").empty());
    EXPECT_TRUE(steps("Created by model.py, yearsum of remapcon").empty());
}

} // namespace
} // namespace cityflux
