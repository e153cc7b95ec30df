# Made by gpubench. Run it with: gnuplot -d FILE > PICTURE
reset session
set encoding utf8
set terminal svg size 680,736 font 'sans-serif,14' linewidth 1.2 background '#ffffff' noenhanced
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
6 734926654 732364659 737506638 1.3125e+09 1.3125e+09 "735 M"
5 1.42582061e+09 1.42085012e+09 1.430826e+09 2.625e+09 2.625e+09 "1.43 G"
0 1.40704366e+09 1.40144349e+09 1.41552835e+09 2.625e+09 2.625e+09 "1.41 G"
END
$device << END
4 4.32684091e+10 4.3117573e+10 4.34203042e+10 5e+10 5e+10 "43.3 G"
3 1.638525e+09 1.63281301e+09 1.64427709e+09 NaN 1.64427709e+09 "1.64 G"
2 2.38095238e+10 2.38095238e+10 2.38095238e+10 2.5e+10 2.5e+10 "23.8 G"
1 1.51515152e+09 1.51515152e+09 1.51515152e+09 NaN 1.51515152e+09 "1.52 G"
END
set ytics scale 0 ('serial' 6, 'pthread' 5, 'cuda, resident' 4, 'cuda, delivered' 3, 'opencl:0, resident' 2, 'opencl:0, delivered' 1, 'a-backend-with-a-very-long-name:...' 0)
set yrange [-0.6:6.6]
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
  $device using 2:1:(0):2:($1-0.3):($1+0.3) with boxxyerror linecolor '#c8622d' fillstyle pattern 4 border title 'on a device', \
  $device using 2:1:3:4 with xerrorbars linecolor '#000000' linewidth 1.6 pointtype 0 notitle, \
  $device using 6:1:7 with labels left offset 1,0 textcolor '#000000' notitle, \
  $device using 5:1 with points pointtype 10 pointsize 1.1 linewidth 1.6 linecolor '#808080' notitle, \
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
-0.549725 5.78
-0.449775 5.89
-0.349825 6.00
-0.249875 6.11
-0.149925 6.22
-0.049975 5.78
0.049975 5.89
0.149925 6.00
0.249875 6.11
0.349825 6.22
0.449775 5.78
0.649675 5.89
-0.549725 4.78
-0.449775 4.89
-0.349825 5.00
-0.249875 5.11
-0.149925 5.22
-0.049975 4.78
0.049975 4.89
0.149925 5.00
0.249875 5.11
0.349825 5.22
0.449775 4.78
0.649675 4.89
-0.549725 3.78
-0.449775 3.89
-0.349825 4.00
-0.249875 4.11
-0.149925 4.22
-0.049975 3.78
0.049975 3.89
0.149925 4.00
0.249875 4.11
0.349825 4.22
0.449775 3.78
0.649675 3.89
-0.549725 2.78
-0.449775 2.89
-0.349825 3.00
-0.249875 3.11
-0.149925 3.22
-0.049975 2.78
0.049975 2.89
0.149925 3.00
0.249875 3.11
0.349825 3.22
0.449775 2.78
0.649675 2.89
-0.2 1.78
0 1.89
0.3 2.00
-0.2 0.78
0 0.89
0.3 1.00
-0.599401 -0.22
-0.3996 -0.11
-0.2997 0.00
-0.0999001 0.11
0.0999001 0.22
0.1998 -0.22
0.2997 -0.11
0.3996 0.00
END
$intervals << END
NaN NaN NaN NaN
0 6 -0.349825 0.349825
0 5 -0.349825 0.349825
0 4 -0.349825 0.349825
0 3 -0.349825 0.349825
0 0 -0.599401 0.3996
END
set ytics scale 0 ('serial' 6, 'pthread' 5, 'cuda, resident' 4, 'cuda, delivered' 3, 'opencl:0, resident' 2, 'opencl:0, delivered' 1, 'a-backend-with-a-very-long-name:...' 0)
set yrange [-0.6:6.6]
set grid noytics
set format x '%+g'
set xlabel 'away from the median, in %: slower to the right'
set yzeroaxis linewidth 1
plot $samples using 1:2 with points pointtype 6 pointsize 0.45 linecolor '#3a7ca5' title 'one sample', \
  $intervals using 1:2:3:4 with xerrorbars pointtype 0 linewidth 2.4 linecolor '#000000' notitle, \
  NaN with lines linewidth 2.4 linecolor '#000000' title '95 % interval'
unset multiplot
