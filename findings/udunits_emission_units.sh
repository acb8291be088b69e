#!/bin/sh
# UDUNITS-2 2.2.28 reads units that emission inventories write as other quantities, without a warning.
#
#   kt            a knot, a speed of 0.514 m s-1; a kilotonne is `ktonne`
#   kt year-1     an acceleration
#   kg m-2 a-1    mass per area and per are, kg m-4; a year is `year` or `yr`
#   Pg C year-1   petagrams times coulombs per year, which is petagram-amperes; carbon must be declared elsewhere
#   ton           907.185 kg, a short ton; `t` and `tonne` are 1000 kg
#   mt            a millitonne, 1 kg; `Mt` is a megatonne
#
# So a parser that accepts whatever UDUNITS accepts is off by 1e9 for `mt`, by 9 % for `ton`, and sees no mass flux at all in the
# others. A conversion to the unit that is expected is what reveals the last kind: kt, kg m-2 a-1 and Pg C year-1 cannot be
# converted to Gg, kg m-2 s-1 and Pg s-1.
set -eu
export LC_ALL=C
version=2.2.28-5
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -qq "udunits-bin=$version" "libudunits2-0=$version" "libudunits2-data=$version" 2>/dev/null
for package in *.deb; do
    dpkg-deb -x "$package" root
done
LD_LIBRARY_PATH=$(dirname "$(find "$folder/root" -name 'libudunits2.so.0' | head -n 1)")
UDUNITS2_XML_PATH=$folder/root/usr/share/xml/udunits/udunits2.xml
export LD_LIBRARY_PATH UDUNITS2_XML_PATH

failed=0
# converts HAVE WANT EXPECTED: what udunits2 prints for a conversion must begin with EXPECTED.
converts() {
    seen=$("$folder/root/usr/bin/udunits2" -H "$1" -W "$2" 2>&1 | head -n 1 | sed 's/^ *//')
    printf '%-12s to %-10s  %s\n' "$1" "$2" "$seen"
    case $seen in
    "$3"*) ;;
    *)
        echo "  changed: expected '$3'" >&2
        failed=1
        ;;
    esac
}

echo "udunits2 $version"
converts "kt" "m/s" "1 kt = 0.514444 m/s"
converts "kt" "Gg" "udunits2: Units are not convertible"
converts "ktonne" "Gg" "1 ktonne = 1 Gg"
converts "kt year-1" "m s-2" "1 kt year-1 = 1.63021e-08 (m s-2)"
converts "kg m-2 a-1" "kg m-4" "1 kg m-2 a-1 = 0.01 (kg m-4)"
converts "kg m-2 a-1" "kg m-2 s-1" "udunits2: Units are not convertible"
converts "Pg C year-1" "Pg A" "1 Pg C year-1 = 3.16888e-08 (Pg A)"
converts "Pg C year-1" "Pg s-1" "udunits2: Units are not convertible"
converts "ton" "kg" "1 ton = 907.185 kg"
converts "t" "kg" "1 t = 1000 kg"
converts "mt" "kg" "1 mt = 1 kg"
converts "Mt" "kg" "1 Mt = 1e+09 kg"
exit $failed
