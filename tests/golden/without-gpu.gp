# Made by gpubench. Run it with: gnuplot -d FILE > PICTURE
reset session
set encoding utf8
set terminal svg size 680,464 font 'sans-serif,14' linewidth 1.2 background '#ffffff' noenhanced
set output
set multiplot

# Numbers per second: the median as a bar, its 95 % interval, and what the same workers could write to the same memory at most.
reset
set border 3 linecolor '#808080'
set tics out nomirror textcolor '#000000'
set grid linecolor '#808080' linewidth 0.3 dashtype 3
set key outside top center horizontal samplen 3
set size 1,0.500000
set origin 0,0.500000
$host << END
2 734926654 732364659 737506638 1.3125e+09 1.3125e+09 "735 M"
1 1.42582061e+09 1.42085012e+09 1.430826e+09 2.625e+09 2.625e+09 "1.43 G"
0 1.40973237e+09 1.40481796e+09 1.41468128e+09 2.625e+09 2.625e+09 "1.41 G"
END
$device << END
NaN NaN NaN NaN NaN NaN ""
END
set ytics scale 0 ('serial' 2, 'pthread' 1, 'process' 0)
set yrange [-0.6:2.6]
set grid noytics
set xrange [0:*]
set format x '%.0s %c'
set xlabel 'numbers per second'
set offsets 0, graph 0.12, 0, 0
plot \
  $host using 2:1:(0):2:($1-0.3):($1+0.3) with boxxyerror linecolor '#3a7ca5' fillstyle solid 0.75 border title 'on the host', \
  $host using 2:1:3:4 with xerrorbars linecolor '#000000' linewidth 1.6 pointtype 0 notitle, \
  $host using 6:1:7 with labels left offset 1,0 textcolor '#000000' notitle, \
  $host using 5:1 with points pointtype 10 pointsize 1.1 linewidth 1.6 linecolor '#808080' notitle, \
  NaN with lines linecolor '#000000' linewidth 2 title '95 % interval', \
  NaN with points pointtype 10 pointsize 1.1 linewidth 1.6 linecolor '#808080' title 'write ceiling'

# Every sample: how far it lies from the median of its row; the bracket is the median's 95 % interval.
reset
set border 3 linecolor '#808080'
set tics out nomirror textcolor '#000000'
set grid linecolor '#808080' linewidth 0.3 dashtype 3
set key outside top center horizontal samplen 3
set size 1,0.500000
set origin 0,0.000000
$samples << END
-0.549725 1.78
-0.449775 1.89
-0.349825 2.00
-0.249875 2.11
-0.149925 2.22
-0.049975 1.78
0.049975 1.89
0.149925 2.00
0.249875 2.11
0.349825 2.22
0.449775 1.78
0.649675 1.89
-0.549725 0.78
-0.449775 0.89
-0.349825 1.00
-0.249875 1.11
-0.149925 1.22
-0.049975 0.78
0.049975 0.89
0.149925 1.00
0.249875 1.11
0.349825 1.22
0.449775 0.78
0.649675 0.89
-0.549725 -0.22
-0.449775 -0.11
-0.349825 0.00
-0.249875 0.11
-0.149925 0.22
-0.049975 -0.22
0.049975 -0.11
0.149925 0.00
0.249875 0.11
0.349825 0.22
0.449775 -0.22
0.649675 -0.11
END
$intervals << END
NaN NaN NaN NaN
0 2 -0.349825 0.349825
0 1 -0.349825 0.349825
0 0 -0.349825 0.349825
END
set ytics scale 0 ('serial' 2, 'pthread' 1, 'process' 0)
set yrange [-0.6:2.6]
set grid noytics
set format x '%+g'
set xlabel 'away from the median, in %: slower to the right'
set yzeroaxis linewidth 1
plot $samples using 1:2 with points pointtype 6 pointsize 0.45 linecolor '#3a7ca5' title 'one sample', \
  $intervals using 1:2:3:4 with xerrorbars pointtype 0 linewidth 2.4 linecolor '#000000' notitle, \
  NaN with lines linewidth 2.4 linecolor '#000000' title '95 % interval'
unset multiplot
